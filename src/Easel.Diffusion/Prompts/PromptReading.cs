namespace Easel.Diffusion.Prompts;

/// <summary>What a prompt with weights and commands says that is easily not meant. Nearly every text can be read; this tells where it is read otherwise than it looks.</summary>
public static class PromptReading
{
    /// <summary>Looks a prompt over.</summary>
    /// <param name="prompt">As it is written.</param>
    /// <returns>Sentences for the user; none for most prompts.</returns>
    public static IReadOnlyList<string> Check(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);

        List<string> said = [];
        string[] tags = [.. NetworkTags.In(prompt).Distinct(StringComparer.Ordinal)];
        if (tags.Length > 0)
        {
            said.Add($"{string.Join(", ", tags)}: networks beside the model (LoRA, hypernetworks) are not supported. The picture is painted without.");
        }

        SubPrompt[] parts = SubPrompt.Of(prompt);
        if (parts is [{ HasWeight: true } alone])
        {
            said.Add($"The prompt ends with a weight, {Written(alone.Weight)}, by which all of its guidance is multiplied. If the number is part of the text, put something behind it, such as a full stop.");
        }

        foreach (SubPrompt part in parts)
        {
            if (part.Text.Contains('[', StringComparison.Ordinal) && ScheduleParser.Read(part.Text).Obstacle is string obstacle)
            {
                said.Add($"'{part.Text}': {obstacle}. All square brackets of it are read as weights, not as [from:to:when] or [a|b].");
            }
        }

        return said;
    }

    /// <summary>Looks a negative prompt over, in which AND is a word and tags are text.</summary>
    /// <inheritdoc cref="Check"/>
    public static IReadOnlyList<string> CheckNegative(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);

        return prompt.Contains('[', StringComparison.Ordinal) && ScheduleParser.Read(prompt).Obstacle is string obstacle
            ? [$"'{prompt}': {obstacle}. All square brackets of it are read as weights, not as [from:to:when] or [a|b]."]
            : [];
    }

    private static string Written(double weight) => weight.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
