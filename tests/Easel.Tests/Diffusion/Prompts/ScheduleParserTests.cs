using Easel.Diffusion.Prompts;

namespace Easel.Tests.Diffusion.Prompts;

public sealed class ScheduleParserTests
{
    /// <summary>The examples that AUTOMATIC1111's modules/prompt_parser.py publishes, each for ten steps: the last step of each text, and the text.</summary>
    [Theory]
    [InlineData("test", "10 test")]
    [InlineData("a [b:3]", "3 a ", "10 a b")]
    [InlineData("a [b: 3]", "3 a ", "10 a b")]
    [InlineData("a [[[b]]:2]", "2 a ", "10 a [[b]]")]
    [InlineData("[(a:2):3]", "3 ", "10 (a:2)")]
    [InlineData("a [b : c : 1] d", "1 a b  d", "10 a  c  d")]
    [InlineData("a[b:[c:d:2]:1]e", "1 abe", "2 ace", "10 ade")]
    [InlineData("a [unbalanced", "10 a [unbalanced")]
    [InlineData("a [b:.5] c", "5 a  c", "10 a b c")]
    [InlineData("((a][:b:c [d:3]", "3 ((a][:b:c ", "10 ((a][:b:c d")]
    [InlineData("[a|(b:1.1)]", "1 a", "2 (b:1.1)", "3 a", "4 (b:1.1)", "5 a", "6 (b:1.1)", "7 a", "8 (b:1.1)", "9 a", "10 (b:1.1)")]
    [InlineData("[fe|]male", "1 female", "2 male", "3 female", "4 male", "5 female", "6 male", "7 female", "8 male", "9 female", "10 male")]
    [InlineData("[fe|||]male", "1 female", "4 male", "5 female", "8 male", "9 female", "10 male")]
    public void Published_examples_are_read_as_published(string prompt, params string[] wanted) => Assert.Equal(wanted, Stretches(prompt, 10));

    /// <summary>As the published grammar reads them, recorded from its own parser.</summary>
    [Theory]
    [InlineData("[[a|b]:3]", "3 ", "4 b", "5 a", "6 b", "7 a", "8 b", "9 a", "10 b")]
    [InlineData("[[a:b:2]|c]", "1 a", "2 c", "3 b", "4 c", "5 b", "6 c", "7 b", "8 c", "9 b", "10 c")]
    [InlineData("([a:b:2]:1.2)", "2 (a:1.2)", "10 (b:1.2)")]
    [InlineData("(a:b:[c:d:3])", "3 (a:b:c)", "10 (a:b:d)")]
    [InlineData("[a:b:[c:d:2]:1]", "2 [a:b:c:1]", "10 [a:b:d:1]")]
    [InlineData("[a:b:1e0]", "1 a", "10 b")]
    [InlineData("[a:b:1]", "1 a", "10 b")]
    [InlineData("[a:b:1.0]", "10 a")]
    [InlineData("[a:b:2.5]", "10 a")]
    [InlineData("[a:b:99]", "10 a")]
    [InlineData("[a:b:0.05]", "10 b")]
    [InlineData("[a:b:-2]", "10 b")]
    [InlineData("[a:b:0]", "10 b")]
    [InlineData("[a::3]", "3 a", "10 ")]
    [InlineData(@"a [b\:c:d:2]", @"2 a b\:c", "10 a d")]
    [InlineData("[(a:b:2]", "10 [(a:b:2]")]
    [InlineData("[a|b:3]", "10 [a|b:3]")]
    [InlineData("[(a:1.2|b)]", "10 [(a:1.2|b)]")]
    [InlineData("a | b [c:3]", "10 a | b [c:3]")]
    [InlineData(@"[c:3] a\", @"10 [c:3] a\")]
    public void What_fits_nowhere_is_text(string prompt, params string[] wanted) => Assert.Equal(wanted, Stretches(prompt, 10));

    [Fact]
    public void Shares_are_of_the_steps_that_there_are()
    {
        Assert.Equal(["7 a", "30 b"], Stretches("[a:b:0.25]", 30));
        Assert.Equal(["1 a"], Stretches("[a:b:1]", 1));
    }

    [Fact]
    public void A_hundred_thousand_brackets_are_read_without_running_out_of_stack()
    {
        string deep = new string('[', 100_000) + "a" + string.Concat(Enumerable.Repeat(":1]", 100_000));

        Assert.Equal([$"10 {deep}"], Stretches(deep, 10));
    }

    internal static string[] Stretches(string prompt, int steps)
    {
        string[] texts = ScheduleParser.Read(prompt).Texts(steps);
        return [.. Enumerable.Range(1, steps).Where(step => step == steps || texts[step] != texts[step - 1]).Select(step => $"{step} {texts[step - 1]}")];
    }
}
