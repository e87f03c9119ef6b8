using Easel.Diffusion.Noise;
using Easel.Diffusion.Pipelines;

namespace Easel.Diffusion.Runs;

/// <summary>How much of a request is painted, and how; nothing of it changes a picture.</summary>
public sealed record RunOptions
{
    /// <summary>All of it, from the beginning, each batch at once.</summary>
    public static RunOptions Whole { get; } = new();

    /// <summary>Whether updates tell their position, from which another run can go on.</summary>
    public bool TellsPositions { get; init; }

    /// <summary>Where to go on; at the beginning if none is given.</summary>
    public RunPosition? From { get; init; }

    /// <summary>The most pictures of a batch that are painted at once: fewer take less memory. All if 0.</summary>
    public int PicturesAtOnce { get; init; }

    /// <summary>The only picture that is wanted; all if none is given.</summary>
    public PictureOfRun? Only { get; init; }

    /// <summary>Whether updates of steps tell how the pictures look: <see cref="StepUpdate.Previews"/>.</summary>
    public bool TellsPreviews { get; init; }

    /// <summary>
    /// Asked once after each step, by the thread that paints: whether the step's update, as it is given, is to tell the pictures decoded too, <see cref="StepUpdate.Decoded"/>. That takes
    /// as long as the decoding at the end of a run does.
    /// </summary>
    public Func<StepUpdate, bool>? WantsDecoded { get; init; }
}

/// <summary>One of a request's pictures.</summary>
/// <param name="Iteration">from 0</param>
/// <param name="Batch">which of the request's batches, from 0</param>
/// <param name="Index">which of the batch's pictures, from 0</param>
/// <param name="Begun">where the noise stood when the batch began: <see cref="Pipelines.ImageUpdate.Begun"/>; not needed for the first batch of a seed</param>
public sealed record PictureOfRun(int Iteration, int Batch, int Index, NoiseState? Begun = null);
