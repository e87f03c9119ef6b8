using Easel.Diffusion.Prompts;

namespace Easel.Tests.Diffusion.Prompts;

public sealed class EmphasisParserTests
{
    /// <summary>The examples that AUTOMATIC1111's modules/prompt_parser.py publishes.</summary>
    [Theory]
    [InlineData("normal text", "normal text|1")]
    [InlineData("an (important) word", "an |1", "important|1.1", " word|1")]
    [InlineData("(unbalanced", "unbalanced|1.1")]
    [InlineData(@"\(literal\]", "(literal]|1")]
    [InlineData("(unnecessary)(parens)", "unnecessaryparens|1.1")]
    [InlineData(
        "a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
        "a |1", "house|1.5730000000000004", " |1.1", "on|1", " a |1.1", "hill|0.55", ", sun, |1.1", "sky|1.4641000000000006", ".|1.1")]
    public void Published_examples_are_read_as_published(string prompt, params string[] wanted) => Assert.Equal(wanted, Read(prompt));

    [Theory]
    [InlineData("", "|1")]
    [InlineData("[a]", "a|0.9090909090909091")]
    [InlineData("a)b]c", "a)b]c|1")]
    [InlineData("(a:b)", "a:b|1.1")]
    [InlineData("(a: 1.3 )", "a|1.3")]
    [InlineData("(a:-1)", "a|-1")]
    [InlineData("(a:1.2.3)", "a:1.2.3|1.1")]
    [InlineData("a:1.3)", "a:1.3)|1")]
    [InlineData(@"a\b", "ab|1")]
    [InlineData(@"a\", "a|1")]
    [InlineData(@"\\(a)", @"\|1", "a|1.1")]
    public void What_is_odd_is_read_all_the_same(string prompt, params string[] wanted) => Assert.Equal(wanted, Read(prompt));

    [Theory]
    [InlineData("a BREAK b", "a|1", "BREAK", "b|1")]
    [InlineData("(a BREAK b:1.2) c", "a|1.2", "BREAK", "b|1.2", " c|1")]
    [InlineData("a BREAKS", "a BREAKS|1")]
    [InlineData("a\nBREAK\nBREAK b", "a|1", "BREAK", "|1", "BREAK", "b|1")]
    public void Breaks_are_found_within_brackets_too(string prompt, params string[] wanted) => Assert.Equal(wanted, Read(prompt));

    [Fact]
    public void A_hundred_thousand_brackets_are_read_at_once()
    {
        List<WeightedText> read = EmphasisParser.Read(new string('(', 100_000) + "a" + new string(']', 100_000));

        // A hundred count; what is opened deeper is text.
        Assert.Equal(new string('(', 99_900) + "a" + new string(']', 100_000), string.Concat(read.Select(part => part.Text)));
    }

    internal static string[] Read(string prompt)
        => [.. EmphasisParser.Read(prompt).Select(part => part.IsBreak ? "BREAK" : FormattableString.Invariant($"{part.Text}|{part.Weight}"))];
}
