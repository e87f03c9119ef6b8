namespace Easel.Diffusion.Planning;

/// <summary>What a run does besides computing.</summary>
public sealed record RunSurroundings
{
    /// <summary>Seconds from the program's start until it could begin.</summary>
    public double StartSeconds { get; init; }

    /// <summary>Processor seconds of the same.</summary>
    public double StartWork { get; init; }

    /// <summary>Seconds that reading the checkpoint's bytes takes where they are not in memory.</summary>
    public double ReadingSeconds { get; init; }

    /// <summary>Bytes of the checkpoint that are hashed beside the run.</summary>
    public long HashedBytes { get; init; }

    /// <summary>Pixels of all files that are written.</summary>
    public double WrittenPixels { get; init; }
}
