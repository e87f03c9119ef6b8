using Easel.Cli.Options;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Diffusion;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary>The request of a command line of <c>paint</c>.</summary>
internal static class PaintRequest
{
    /// <summary>What Stable Diffusion v1 is asked for where nothing else is said: with its usual schedule, Karras, twenty steps are enough.</summary>
    private const SamplerKind Usual = SamplerKind.DpmPlusPlus2M;

    /// <summary>The request, but for a picture to begin with.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="pocket">The model that comes with Easel, if it is the one that paints: its defaults are its own.</param>
    /// <param name="drawSeed">Draws the seed where none is named: gives a number from 0, below the one it is given.</param>
    /// <exception cref="UsageException">It asks for what cannot be done.</exception>
    public static ImageRequest Read(ParsedOptions parsed, PocketModel? pocket, Func<long, long> drawSeed)
    {
        SamplerChoice sampler = parsed.Of(PaintArguments.Sampler) ?? new SamplerChoice(pocket?.Sampler ?? Usual);
        int count = (int)parsed.Of(PaintArguments.Count);
        (string prompt, string negative) = StyleOptions.ReadBook(parsed).Apply(ReadPrompt(parsed), parsed.Of(PaintArguments.Negative) ?? "", parsed.AllOf(StyleOptions.Style));
        return SamplerRules.Require(new ImageRequest
        {
            Batches = [[prompt]],
            NegativePrompt = negative,
            Syntax = SyntaxOption.KindOf(parsed.Of(PaintArguments.Syntax)),
            Iterations = count,
            HasSeedPerIteration = true,
            NoiseBatch = 1,
            Sampler = sampler.Sampler,
            Schedule = SamplerRules.ScheduleOf(sampler, parsed.Of(PaintArguments.Schedule)),
            Steps = (int)parsed.Of(PaintArguments.Steps, pocket?.Defaults.Steps),
            Eta = parsed.Of(PaintArguments.Eta),
            GuidanceScale = parsed.Of(PaintArguments.Scale, pocket?.Defaults.GuidanceScale),
            Width = parsed.Of(PaintArguments.Size)?.Width ?? pocket?.Defaults.Width ?? 512,
            Height = parsed.Of(PaintArguments.Size)?.Height ?? pocket?.Defaults.Height ?? 512,
            Seed = ReadSeed(parsed, count, drawSeed),
            Noise = NoiseOption.KindOf(parsed.Of(PaintArguments.Noise)),
            Approximations = parsed.Of(RunArguments.Fast),
        });
    }

    private static string ReadPrompt(ParsedOptions parsed)
    {
        string[] prompts = [.. parsed.Positionals, .. parsed.Of(PaintArguments.Prompt) is string named ? new[] { named } : []];
        return prompts.Length switch
        {
            1 => prompts[0],
            0 => throw new UsageException("there is no prompt; say what to paint: easel paint \"a red fox\""),
            _ => throw new UsageException(
                $"one prompt is wanted, but there are {prompts.Length}: {string.Join(' ', prompts.Select(Quoted.Of))}. Put a prompt of several words between quotes: easel paint \"{string.Join(' ', prompts)}\""),
        };
    }

    /// <summary>The first picture's seed; the others have the next ones.</summary>
    private static ulong ReadSeed(ParsedOptions parsed, int count, Func<long, long> drawSeed)
    {
        long most = uint.MaxValue - (count - 1);
        return parsed.Of(PaintArguments.Seed) switch
        {
            null or -1 => (ulong)drawSeed(most + 1),
            long seed when seed > most => throw new UsageException($"argument --seed: each of {count} pictures has a seed, one more than the one before; {most} is the most that the first can have, not {seed}"),
            long seed => (ulong)seed,
        };
    }
}
