using Easel.Diffusion.Pipelines;

namespace Easel.Diffusion.Planning;

/// <summary>What a run costs.</summary>
/// <param name="Count">What it does.</param>
/// <param name="Device">What it takes: the processor, or a card.</param>
public sealed record RunForecast(RunCount Count, DeviceChoice Device)
{
    /// <summary>What is given up to keep within a limit of memory.</summary>
    public MemoryEconomy Economy { get; init; } = MemoryEconomy.None;

    /// <summary>Bytes of memory at the peak.</summary>
    public required MemoryParts Memory { get; init; }

    /// <summary>Seconds, if a machine was measured.</summary>
    public TimeParts? Time { get; init; }
}

/// <summary>Bytes of memory at a run's peak: the process's, or, where a card paints, the card's.</summary>
/// <param name="Weights">Of the model, as long as all of it is held.</param>
/// <param name="Activations">What comes to them: tensors at the moment when most is held; of a card all else that it is asked for, arenas with their gaps and buffers.</param>
/// <param name="Checker">Of the safety checker; 0 where a card paints: it is the processor's.</param>
/// <param name="Program">Runtime, code, threads, and pictures on their way to files; of a card what its driver takes, <see cref="Cuda.CardOverhead"/>.</param>
public sealed record MemoryParts(long Weights, long Activations, long Checker, long Program)
{
    /// <summary>Bytes in all.</summary>
    public long Total => Weights + Activations + Checker + Program;
}

/// <summary>Seconds of a run.</summary>
/// <param name="Start">Of the program, its code's compilation included.</param>
/// <param name="Loading">Reading and preparing weights.</param>
/// <param name="Painting">Prompts and steps.</param>
/// <param name="Decoding">Latents to pictures.</param>
/// <param name="Checking">Safety checker.</param>
/// <param name="Files">Pictures to files.</param>
public sealed record TimeParts(double Start, double Loading, double Painting, double Decoding, double Checking, double Files)
{
    // What a calm machine's measurements differ by, and how much of a busy moment's surplus may come again.
    private const double Calm = 0.1;
    private const double MoreOfTheSame = 0.5;

    /// <summary>How many times longer everything takes now than where nothing else is done; it is in all of the parts.</summary>
    public double Busy { get; init; } = 1;

    /// <summary>Seconds in all where nothing else is done and the processor is at its best.</summary>
    public required double Undisturbed { get; init; }

    /// <summary>Seconds that the processors compute in all; of a card it is not told.</summary>
    public double? Processor { get; init; }

    /// <summary>Seconds in all.</summary>
    public double Total => Start + Loading + Painting + Decoding + Checking + Files;

    /// <summary>Where other programs stop at once.</summary>
    public double Low => Math.Min(Undisturbed, Total) * (1 - Calm);

    /// <summary>Where they want half as much more.</summary>
    public double High => Total * (1 + Calm) * (1 + (MoreOfTheSame * Math.Max(0, Busy - 1) / Math.Max(1, Busy)));
}
