using Easel.Diffusion;

namespace Easel.Cli.Quality;

/// <summary>The fixed requests: prompts that pocket knows, each with a seed of its own.</summary>
internal static class QualityRequests
{
    private static readonly string[] s_prompts =
    [
        "a red circle on a blue background",
        "a photo of a red house in the desert",
        "a yellow sun above a blue boat at sunset",
        "a pink heart, stained glass",
        "a green rocket in space, synthwave",
        "a cartoon of a blue fish in the sea",
        "a small white cat left of a big green tree, watercolor",
        "an orange balloon above mountains in snow, pixel art",
    ];

    /// <summary>How many there are.</summary>
    public const int Most = 8;

    /// <summary>The first of them, made of a request for anything.</summary>
    public static ImageRequest[] Of(ImageRequest request, int count)
        => [.. Enumerable.Range(0, count).Select(i => request with { Batches = [[s_prompts[i]]], Iterations = 1, NoiseBatch = 0, Seed = (ulong)(100 + i) })];
}
