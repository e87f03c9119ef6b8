using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Schedules;
using Easel.Painting.Styles;
using Easel.Painting.Texts;

namespace Easel.Painting.Jobs;

/// <summary>What somebody asks to be painted, as far as it is said; the rules of <c>easel paint</c> and of the server fill in the rest.</summary>
internal sealed record PaintChoice
{
    /// <summary>What to paint, before styles.</summary>
    public required string Prompt { get; init; }

    /// <summary>What not to paint, before styles.</summary>
    public string Negative { get; init; } = "";

    /// <summary>Names of styles, one applied after another.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>How prompts are read.</summary>
    public PromptSyntax Syntax { get; init; } = PromptSyntax.Weighted;

    /// <summary>The sampler, and the schedule if its name tells one; the model's if none is named.</summary>
    public SamplerChoice? Sampler { get; init; }

    /// <summary>The schedule; the sampler's usual if none is named.</summary>
    public ScheduleKind? Schedule { get; init; }

    /// <summary>Steps; the model's if none are given.</summary>
    public int? Steps { get; init; }

    /// <summary>Guidance; the model's if none is given.</summary>
    public double? Scale { get; init; }

    /// <summary>Fresh noise per step; the sampler's usual if none is given.</summary>
    public double? Eta { get; init; }

    /// <summary>Pixels; the model's if none are given.</summary>
    public PictureSize? Size { get; init; }

    /// <summary>The first picture's seed, each further one's is one more; drawn by lot if none is given, or -1.</summary>
    public long? Seed { get; init; }

    /// <summary>Pictures.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whose random numbers the seed names.</summary>
    public NoiseKind Noise { get; init; } = NoiseKind.Torch;

    /// <summary>What is left out to be done sooner.</summary>
    public ApproximationChoice Fast { get; init; } = ApproximationChoice.None;

    /// <summary>The largest seed that the first of several pictures can have.</summary>
    /// <param name="count">How many.</param>
    public static long LargestSeed(int count) => uint.MaxValue - (count - 1L);

    /// <summary>The request, but for a picture to begin with; what a sampler cannot have is not refused yet.</summary>
    /// <param name="defaults">What the model paints where nothing else is said.</param>
    /// <param name="book">All styles.</param>
    /// <param name="drawSeed">Draws a seed: gives a number from 0, below the one it is given.</param>
    /// <exception cref="UsageException">There is no such style, or no room for the seeds of all pictures.</exception>
    public ImageRequest ToRequest(PaintDefaults defaults, StyleBook book, Func<long, long> drawSeed)
    {
        SamplerChoice sampler = Sampler ?? new SamplerChoice(defaults.Sampler);
        (string prompt, string negative) = book.Apply(Prompt, Negative, Styles);
        return new ImageRequest
        {
            Batches = [[prompt]],
            NegativePrompt = negative,
            Syntax = Syntax,
            Iterations = Count,
            HasSeedPerIteration = true,
            NoiseBatch = 1,
            Sampler = sampler.Sampler,
            Schedule = SamplerRules.ScheduleOf(sampler, Schedule),
            Steps = Steps ?? defaults.Steps,
            Eta = Eta,
            GuidanceScale = Scale ?? defaults.Scale,
            Width = Size?.Width ?? defaults.Size.Width,
            Height = Size?.Height ?? defaults.Size.Height,
            Seed = FirstSeed(drawSeed),
            Noise = Noise,
            Approximations = Fast,
        };
    }

    /// <summary>The first picture's seed; the others have the next ones.</summary>
    private ulong FirstSeed(Func<long, long> drawSeed)
    {
        long most = LargestSeed(Count);
        return Seed switch
        {
            null or -1 => (ulong)drawSeed(most + 1),
            long seed when seed > most => throw new UsageException($"each of {Count} pictures has a seed, one more than the one before; {most} is the most that the first can have, not {seed}"),
            long seed => (ulong)seed,
        };
    }
}
