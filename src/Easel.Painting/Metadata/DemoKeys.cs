namespace Easel.Painting.Metadata;

/// <summary>What is known of the texts that <c>demo.py</c> put into its pictures from September 2022 to January 2023.</summary>
internal static class DemoKeys
{
    /// <summary>What an argument's name stands behind.</summary>
    public const string Prefix = "stable_diffusion_";

    /// <summary>The prompt's argument.</summary>
    public const string Prompt = "prompt";

    /// <summary>The original's model.</summary>
    public const string OriginalModel = "bes-dev/stable-diffusion-v1-4-openvino";

    /// <summary>The original's tokenizer.</summary>
    public const string OriginalTokenizer = "openai/clip-vit-large-patch14";

    /// <summary>A path's last part, whichever system it is from; none of none.</summary>
    public static string? FileName(string? path) => path?.TrimEnd('/', '\\') is { Length: > 0 } trimmed ? trimmed[(trimmed.LastIndexOfAny(['/', '\\']) + 1)..] : null;
}
