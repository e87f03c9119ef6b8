using Easel.Diffusion.Noise;
using Easel.Diffusion.Runs;
using Easel.Imaging;

namespace Easel.Diffusion.Pipelines;

/// <summary>Something that happened in a run.</summary>
public abstract record RunUpdate;

/// <summary>A step is done.</summary>
/// <param name="Iteration">from 0</param>
/// <param name="Batch">which of the request's batches, from 0</param>
/// <param name="Step">steps done in this batch, from 1</param>
/// <param name="StepCount">steps of a batch</param>
/// <param name="Elapsed">how long this step took</param>
public sealed record StepUpdate(int Iteration, int Batch, int Step, int StepCount, TimeSpan Elapsed) : RunUpdate
{
    /// <summary>The first of the batch's pictures that the step was taken for, from 0.</summary>
    public int First { get; init; }

    /// <summary>The digests of their latents after the step: see <see cref="Digest"/>.</summary>
    public IReadOnlyList<string> Digests { get; init; } = [];

    /// <summary>Where the run is now, if <see cref="RunOptions.TellsPositions"/>.</summary>
    public RunPosition? Position { get; init; }

    /// <summary>
    /// How each of these pictures looks, if <see cref="RunOptions.TellsPreviews"/>: a pixel for each of its latent's, whose colours are sums of the latent's channels. The latent is the one that the sampler takes for the finished one.
    /// </summary>
    public IReadOnlyList<Image> Previews { get; init; } = [];

    /// <summary>Each of these pictures decoded from the same latent, if <see cref="RunOptions.WantsDecoded"/> said so after this step.</summary>
    public IReadOnlyList<Image> Decoded { get; init; } = [];
}

/// <summary>A picture is done.</summary>
/// <param name="Iteration">from 0</param>
/// <param name="Batch">which of the request's batches, from 0</param>
/// <param name="Index">which of the batch's pictures, from 0</param>
/// <param name="Prompt">what it shows</param>
/// <param name="Unit">the decoder's output, [height, width, 3], about [-1, 1]</param>
/// <param name="Width">pixels per row</param>
/// <param name="Height">rows</param>
public sealed record ImageUpdate(int Iteration, int Batch, int Index, string Prompt, float[] Unit, int Width, int Height) : RunUpdate
{
    /// <summary>What identifies the picture and its way.</summary>
    public PictureDigests? Digests { get; init; }

    /// <summary>Where the noise stood when its batch began: <see cref="PictureOfRun.Begun"/>.</summary>
    public NoiseState? Begun { get; init; }

    /// <summary>Layers that were computed again in float32 on the way to it: by stage and step.</summary>
    public IReadOnlyList<RedoneLayers> Redone { get; init; } = [];
}

/// <summary>Something the user should know, though the run goes on.</summary>
/// <param name="Message">one line</param>
public sealed record WarningUpdate(string Message) : RunUpdate;
