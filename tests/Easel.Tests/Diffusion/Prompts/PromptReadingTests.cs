using Easel.Diffusion.Prompts;

namespace Easel.Tests.Diffusion.Prompts;

public sealed class PromptReadingTests
{
    [Theory]
    [InlineData("a (red:1.3) fox [by:in:0.5] a [cave|wood] AND a hill:0.5")]
    [InlineData("a | b")]
    [InlineData("(((a")]
    [InlineData("")]
    public void Of_most_prompts_nothing_is_said(string prompt) => Assert.Empty(PromptReading.Check(prompt));

    [Theory]
    [InlineData("<lora:fur:0.8> a fox <lora:fur:0.8>", "<lora:fur:0.8>: networks beside the model (LoRA, hypernetworks) are not supported.")]
    [InlineData("a screen of 16:9", "The prompt ends with a weight, 9, by which all of its guidance is multiplied.")]
    [InlineData("a | b [c:d:3]", "'a | b [c:d:3]': '|' stands where it parts no options of [a|b]")]
    [InlineData(@"[c:d:3] \", @"nothing follows a backslash. All square brackets of it are read as weights")]
    public void What_is_read_otherwise_than_it_looks_is_said_once(string prompt, string said)
        => Assert.Contains(said, Assert.Single(PromptReading.Check(prompt)), StringComparison.Ordinal);

    [Fact]
    public void A_negative_prompt_is_looked_over_too()
    {
        Assert.Empty(PromptReading.CheckNegative("blur AND noise:2 <lora:x:1>"));
        Assert.Contains("'a|[b:2]': '|' stands", Assert.Single(PromptReading.CheckNegative("a|[b:2]")), StringComparison.Ordinal);
    }
}
