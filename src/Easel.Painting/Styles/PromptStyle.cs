namespace Easel.Painting.Styles;

/// <summary>Words under a name that make a picture look a certain way.</summary>
/// <param name="Name">what <c>--style</c> calls it</param>
/// <param name="Prompt">added to the prompt: where <c>{prompt}</c> stands the prompt goes, else they go behind it</param>
/// <param name="Negative">added to what the picture should not show, in the same way</param>
/// <param name="Description">one line</param>
internal sealed record PromptStyle(string Name, string Prompt, string Negative = "", string Description = "")
{
    /// <summary>Stands for the prompt in a style's words.</summary>
    public const string Placeholder = "{prompt}";

    /// <summary>A prompt with the style's words.</summary>
    public string ApplyTo(string prompt) => Merge(Prompt, prompt);

    /// <summary>A negative prompt with the style's words.</summary>
    public string ApplyToNegative(string negative) => Merge(Negative, negative);

    /// <summary>As A1111's web UI merges (modules/styles.py, merge_prompts): in the placeholder's place, else behind a comma.</summary>
    private static string Merge(string words, string prompt)
        => words.Contains(Placeholder, StringComparison.Ordinal)
            ? words.Replace(Placeholder, prompt, StringComparison.Ordinal)
            : string.Join(", ", new[] { prompt.Trim(), words.Trim() }.Where(part => part.Length > 0));
}
