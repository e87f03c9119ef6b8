using System.Text;
using Easel.Diffusion.Guidance;
using Easel.Diffusion.Prompts;

namespace Easel.Diffusion.Pipelines;

/// <summary>What memory for a run's activations depends on.</summary>
/// <param name="Pictures">Painted at once.</param>
/// <param name="LatentHeight">Rows of a latent.</param>
/// <param name="LatentWidth">Its columns.</param>
/// <param name="SamplesPerPicture">1 without guidance; 2 with it, and one more for each prompt that AND adds; where it pauses, those of steps with and without it, which are recorded apart.</param>
/// <param name="ReadsPicture">Whether it begins with a picture.</param>
internal readonly record struct RunSize(int Pictures, int LatentHeight, int LatentWidth, int SamplesPerPicture, bool ReadsPicture = false)
{
    // Tokens between a comma and a chunk's end go to the next chunk; a token has about four letters, and is counted with two.
    private const int LettersPerChunk = 2 * (PromptChunk.Room - PromptChunk.FarthestComma);

    /// <summary>How many times the text encoder's length is held of each prompt: more than once for long prompts, and for those that change from step to step.</summary>
    public int PromptChunks { get; private init; } = 1;

    /// <summary>That of a request.</summary>
    /// <param name="request">What is painted.</param>
    /// <param name="atOnce">The most pictures of a batch that are painted at once; all if 0.</param>
    public static RunSize Of(ImageRequest request, int atOnce = 0)
    {
        (int guided, int alone) = SamplesOf(request);
        bool pauses = request.Approximations is not { GuidanceStart: 0, GuidanceEnd: 1 };
        return new RunSize(
            Math.Min(atOnce > 0 ? atOnce : int.MaxValue, request.Batches.Count == 0 ? Math.Max(1, request.NoiseBatch) : request.Batches.Max(batch => batch.Count)),
            request.Height / request.Downsampling,
            request.Width / request.Downsampling,
            guided > alone && pauses ? guided + alone : guided,
            request.Initial is not null)
        {
            PromptChunks = ChunksOf(request),
        };
    }

    /// <summary>Samples of a picture in a step with guidance, and in one without.</summary>
    internal static (int Guided, int Alone) SamplesOf(ImageRequest request)
    {
        if (request.Syntax == PromptSyntax.Literal)
        {
            return (request.GuidanceScale == 1 ? 1 : 2, 1);
        }

        SubPrompt[][] prompts = [.. request.Batches.SelectMany(batch => batch).Distinct(StringComparer.Ordinal).Select(SubPrompt.Of)];
        int most = prompts.Select(parts => parts.Length).DefaultIfEmpty(1).Max();
        bool isGuided = prompts.Length == 0 || prompts.Any(parts => WeightedPrompts.NeedsUnwanted(request.GuidanceScale, [.. parts.Select(part => part.Weight)]));
        return (isGuided ? most + 1 : most, most);
    }

    private static int ChunksOf(ImageRequest request)
    {
        if (request.Syntax == PromptSyntax.Literal)
        {
            return 1;
        }

        string[] prompts = [.. request.Batches.SelectMany(batch => batch), request.NegativePrompt];
        int longest = prompts.Max(prompt => 1 + (Encoding.UTF8.GetByteCount(prompt) / LettersPerChunk) + EmphasisParser.Read(prompt).Count(part => part.IsBreak));
        return longest * (prompts.Any(prompt => prompt.Contains('[', StringComparison.Ordinal)) ? ConditionGroup.MostReadings : 1);
    }
}
