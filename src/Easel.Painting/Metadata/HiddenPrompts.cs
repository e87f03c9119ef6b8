using Easel.Diffusion;
using Easel.Diffusion.Runs;
using Easel.Imaging.Png;
using Easel.Provenance;

namespace Easel.Painting.Metadata;

/// <summary>What stands in the place of prompts in files that do not tell them: <c>sha256:</c> and their hash.</summary>
internal static class HiddenPrompts
{
    private const string Prefix = "sha256:";

    /// <summary>What stands for a prompt; the empty one stands for itself.</summary>
    public static string NameOf(string prompt) => prompt.Length == 0 ? prompt : NameOfHash(ClaimedPrompt.HashOf(prompt));

    /// <summary>What stands for a prompt of which only the SHA-256 is known, which is not that of the empty one.</summary>
    public static string NameOfHash(string sha256) => Prefix + sha256;

    /// <summary>Whether a text stands for a prompt that is not told.</summary>
    public static bool IsName(string text) => text.StartsWith(Prefix, StringComparison.Ordinal) && Digest.IsOne(text[Prefix.Length..]);

    /// <summary>A request with names in the place of its prompts: to be told of, not to be painted.</summary>
    public static ImageRequest In(ImageRequest request) => request with
    {
        Batches = [.. request.Batches.Select(batch => (IReadOnlyList<string>)[.. batch.Select(NameOf)])],
        NegativePrompt = NameOf(request.NegativePrompt),
    };

    /// <summary>A text of <c>demo</c> with a name in the place of its prompt.</summary>
    public static PngText In(PngText text) => text.Keyword == $"{DemoKeys.Prefix}{DemoKeys.Prompt}" ? text with { Text = NameOf(text.Text) } : text;
}
