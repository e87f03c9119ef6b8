using Easel.Diffusion.Approximations;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;

namespace Easel.Diffusion;

/// <summary>What to paint: everything that the pictures depend on, but for the checkpoint.</summary>
public sealed record ImageRequest
{
    /// <summary>The longest side of a picture, in pixels.</summary>
    public const int MaxSide = 8192;

    /// <summary>Prompts, batch by batch; each batch is painted at once, and all of them once per iteration.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Batches { get; init; }

    /// <summary>What pictures should not show: read in place of the empty prompt, which guidance leads away from.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>How prompts are read.</summary>
    public PromptSyntax Syntax { get; init; } = PromptSyntax.Literal;

    /// <summary>A picture to begin with; noise alone if there is none.</summary>
    public InitialPicture? Initial { get; init; }

    /// <summary>How often all batches are painted, with new noise each time. 1 or more.</summary>
    public int Iterations { get; init; } = 1;

    /// <summary>Images that noise is drawn for at once; a shorter batch uses the first of them. The longest batch if 0.</summary>
    public int NoiseBatch { get; init; }

    /// <summary>Images that noise is drawn for at once, whether that is said or follows from the batches.</summary>
    public int DrawnAtOnce() => NoiseBatch > 0 ? NoiseBatch : Batches.Max(batch => batch.Count);

    /// <summary>The way from noise to latent.</summary>
    public SamplerKind Sampler { get; init; } = SamplerKind.Ddim;

    /// <summary>Steps asked for, 1 to 1000. DDIM and PLMS take as many as 1000 / (1000 / steps) in whole numbers, rounded up.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>The noise levels that the sampler visits.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Automatic;

    /// <summary>Fresh noise per step: 0 none, 1 as much as in the sampler's paper. 0 or more; the sampler's usual if none is given.</summary>
    public double? Eta { get; init; }

    /// <summary>How far beyond the empty prompt's prediction; 1 leaves the empty prompt out. -1e6 to 1e6.</summary>
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>Channels of a latent; must be the model's.</summary>
    public int LatentChannels { get; init; } = 4;

    /// <summary>What width and height are divided by to have the latent's; the picture is as many times the latent as the model's autoencoder says, usually 8.</summary>
    public int Downsampling { get; init; } = 8;

    /// <summary>Pixels per row; a multiple of 8, up to <see cref="MaxSide"/>.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Rows; a multiple of 8, up to <see cref="MaxSide"/>.</summary>
    public int Height { get; init; } = 512;

    /// <summary>The number that names the noise.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Whose random numbers the seed names.</summary>
    public NoiseKind Noise { get; init; } = NoiseKind.Torch;

    /// <summary>Whether each iteration has a seed of its own, one more than the one before, so that any of them can be painted alone.</summary>
    public bool HasSeedPerIteration { get; init; }

    /// <summary>The number that names an iteration's noise.</summary>
    /// <param name="iteration">From 0.</param>
    public ulong SeedOf(int iteration) => HasSeedPerIteration ? Seed + (ulong)iteration : Seed;

    /// <summary>Whether all batches of all iterations start from the same noise.</summary>
    public bool FixedStart { get; init; }

    /// <summary>What is left out to be done sooner; nothing, unless asked for.</summary>
    public ApproximationChoice Approximations { get; init; } = ApproximationChoice.None;
}
