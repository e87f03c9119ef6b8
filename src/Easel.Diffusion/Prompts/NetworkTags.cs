using System.Text.RegularExpressions;

namespace Easel.Diffusion.Prompts;

/// <summary>The web UI's orders to load something beside the model, <c>&lt;lora:name:0.8&gt;</c> and <c>&lt;hypernet:name&gt;</c>: no part of what a picture shows.</summary>
internal static partial class NetworkTags
{
    /// <summary>A prompt without them.</summary>
    public static string Strip(string prompt) => Pattern.Replace(prompt, "");

    /// <summary>Those in a prompt, as they are written.</summary>
    public static IEnumerable<string> In(string prompt) => Pattern.Matches(prompt).Select(match => match.Value);

    [GeneratedRegex(@"<\w+:[^>]+>")]
    private static partial Regex Pattern { get; }
}
