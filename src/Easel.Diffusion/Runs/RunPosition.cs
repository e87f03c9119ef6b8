using Easel.Diffusion.Noise;

namespace Easel.Diffusion.Runs;

/// <summary>
/// Where a run is between two steps or two pictures: with the request and the checkpoint, all that the rest of the run depends on. Going on from it gives the bytes of a run
/// that was not interrupted, in <c>full</c> on any machine, in <c>autocast</c> on one with the same instructions. <see cref="PositionFormat"/> writes it down.
/// </summary>
public sealed record RunPosition
{
    /// <summary>The iteration, from 0.</summary>
    public required int Iteration { get; init; }

    /// <summary>Which of the request's batches, from 0.</summary>
    public required int Batch { get; init; }

    /// <summary>The first of the batch's pictures that are painted at once, from 0; those before it are finished.</summary>
    public required int First { get; init; }

    /// <summary>How many are painted at once.</summary>
    public required int Count { get; init; }

    /// <summary>How many of these are decoded and need not be again.</summary>
    public int Done { get; init; }

    /// <summary>Where the noise stood when the batch began.</summary>
    public required NoiseState Begun { get; init; }

    /// <summary>What the sampler has come to.</summary>
    public required SavedState State { get; init; }

    /// <summary>Deep features that the next step may reuse; none if it may not.</summary>
    public SavedTensor? Features { get; init; }

    /// <summary>The digests of the latents after each step taken, step by step and picture by picture: see <see cref="Digest"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Digests { get; init; }
}
