namespace Easel.Diffusion.Prompts;

/// <summary>What a prompt says in each step of a run.</summary>
/// <param name="Texts">From the first step on, with weights, without schedules. Steps with equal texts share one string.</param>
/// <param name="Weight">How much it counts in guidance.</param>
internal sealed record PromptCourse(IReadOnlyList<string> Texts, double Weight)
{
    /// <summary>Those of a prompt: one for each part between ANDs.</summary>
    /// <param name="prompt">As it is written.</param>
    /// <param name="steps">Of the run, 1 or more.</param>
    /// <returns>One or more.</returns>
    public static PromptCourse[] Of(string prompt, int steps) => [.. SubPrompt.Of(prompt).Select(part => Of(part.Text, part.Weight, steps))];

    /// <summary>That of a negative prompt, where AND is a word, and tags are text, as in the web UI.</summary>
    /// <inheritdoc cref="Of(string, int)"/>
    public static PromptCourse OfNegative(string prompt, int steps) => Of(prompt, 1, steps);

    private static PromptCourse Of(string text, double weight, int steps)
    {
        string[] texts = ScheduleParser.Read(text).Texts(steps);
        Dictionary<string, string> shared = new(StringComparer.Ordinal);
        foreach (ref string step in texts.AsSpan())
        {
            shared.TryAdd(step, step);
            step = shared[step];
        }

        return new PromptCourse(texts, weight);
    }
}
