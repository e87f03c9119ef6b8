using System.Globalization;
using System.Text.RegularExpressions;

namespace Easel.Diffusion.Prompts;

/// <summary>One of the prompts that AND puts together. Liu et al. 2022, "Compositional Visual Generation with Composable Diffusion Models", arXiv:2206.01714.</summary>
/// <param name="Text">The prompt, with schedules and weights.</param>
/// <param name="Weight">How much it counts in guidance; any number.</param>
/// <param name="HasWeight">Whether the weight is written, as <c>:1.2</c> at the end.</param>
internal readonly partial record struct SubPrompt(string Text, double Weight, bool HasWeight)
{
    /// <summary>Those of a prompt, parted at each AND, without tags.</summary>
    /// <returns>One or more.</returns>
    public static SubPrompt[] Of(string prompt) => [.. AndPattern.Split(NetworkTags.Strip(prompt)).Select(Read)];

    private static SubPrompt Read(string prompt)
    {
        string text = prompt.TrimEnd();
        int colon = text.LastIndexOf(':');
        return colon >= 0 && WeightPattern.IsMatch(text.AsSpan(colon + 1).Trim())
            ? new SubPrompt(text[..colon].TrimEnd(), double.Parse(text.AsSpan(colon + 1).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture), HasWeight: true)
            : new SubPrompt(text, 1, HasWeight: false);
    }

    [GeneratedRegex(@"\bAND\b")]
    private static partial Regex AndPattern { get; }

    [GeneratedRegex(@"^[-+]?(?:[0-9]+\.?|[0-9]*\.[0-9]+)$")]
    private static partial Regex WeightPattern { get; }
}
