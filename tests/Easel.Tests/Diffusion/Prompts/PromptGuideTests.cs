using Easel.Diffusion.Prompts;

namespace Easel.Tests.Diffusion.Prompts;

/// <summary>docs/prompts.md says what each of its examples means: it does.</summary>
public sealed class PromptGuideTests
{
    private const string Means = " => ";

    [Fact]
    public void Examples_of_weights_mean_what_the_guide_says()
        => AssertExamples("weights", 8, prompt => string.Join(", ", EmphasisParser.Read(prompt).Select(part => FormattableString.Invariant($"\"{part.Text}\" {part.Weight:0.###}"))));

    [Fact]
    public void Examples_of_schedules_mean_what_the_guide_says()
        => AssertExamples("steps", 8, prompt => string.Join(", ", ScheduleParserTests.Stretches(prompt, 10).Select(stretch => $"to {stretch[..stretch.IndexOf(' ', StringComparison.Ordinal)]} \"{stretch[(stretch.IndexOf(' ', StringComparison.Ordinal) + 1)..]}\"")));

    [Fact]
    public void Examples_of_AND_mean_what_the_guide_says()
        => AssertExamples("and", 3, prompt => string.Join(", ", SubPrompt.Of(prompt).Select(part => FormattableString.Invariant($"\"{part.Text.Trim()}\" {part.Weight}"))));

    [Fact]
    public void Examples_of_warnings_warn()
    {
        string[] examples = Examples("warnings");

        Assert.True(examples.Length >= 3);
        Assert.All(examples, example => Assert.Single(PromptReading.Check(example)));
    }

    private static void AssertExamples(string kind, int least, Func<string, string> read)
    {
        string[] examples = Examples(kind);

        Assert.True(examples.Length >= least, $"{examples.Length} examples of {kind}");
        Assert.All(examples, example => Assert.Equal(example, $"{example.Split(Means)[0].TrimEnd().PadRight(example.IndexOf(Means, StringComparison.Ordinal))}{Means}{read(example.Split(Means)[0].TrimEnd())}"));
    }

    /// <summary>The lines of the guide's blocks of a kind.</summary>
    private static string[] Examples(string kind)
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", "prompts.md"));
        List<string> examples = [];
        bool isInside = false;
        foreach (string line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isInside = !isInside && line == $"```{kind}";
            }
            else if (isInside)
            {
                examples.Add(line);
            }
        }

        return [.. examples];
    }
}
