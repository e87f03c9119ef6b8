using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Painting.Jobs;
using Easel.Painting.Styles;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary>The request of a command line of <c>paint</c>.</summary>
internal static class PaintRequest
{
    /// <summary>The request, but for a picture to begin with.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="pocket">The model that comes with Easel, if it is the one that paints: its defaults are its own.</param>
    /// <param name="drawSeed">Draws the seed where none is named: gives a number from 0, below the one it is given.</param>
    /// <exception cref="UsageException">It asks for what cannot be done.</exception>
    public static ImageRequest Read(ParsedOptions parsed, PocketModel? pocket, Func<long, long> drawSeed)
    {
        StyleBook book = StyleOptions.ReadBook(parsed);
        PaintChoice choice = new()
        {
            Prompt = ReadPrompt(parsed),
            Negative = parsed.Of(PaintArguments.Negative) ?? "",
            Styles = parsed.AllOf(StyleOptions.Style),
            Syntax = SyntaxOption.KindOf(parsed.Of(PaintArguments.Syntax)),
            Sampler = parsed.Of(PaintArguments.Sampler),
            Schedule = parsed.Of(PaintArguments.Schedule),
            Steps = (int)parsed.Of(PaintArguments.Steps, pocket?.Defaults.Steps),
            Scale = parsed.Of(PaintArguments.Scale, pocket?.Defaults.GuidanceScale),
            Eta = parsed.Of(PaintArguments.Eta),
            Size = parsed.Of(PaintArguments.Size),
            Seed = parsed.Of(PaintArguments.Seed),
            Count = (int)parsed.Of(PaintArguments.Count),
            Noise = NoiseOption.KindOf(parsed.Of(PaintArguments.Noise)),
            Fast = parsed.Of(RunArguments.Fast),
        };
        return SamplerRules.Require(StyleOptions.Named(PaintArguments.Seed.Name, () => choice.ToRequest(PaintDefaults.Of(pocket), book, drawSeed)));
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
}
