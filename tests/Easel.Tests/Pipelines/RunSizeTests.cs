using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Pipelines;

namespace Easel.Tests.Pipelines;

/// <summary>What prompts with weights and commands take beside others.</summary>
public sealed class RunSizeTests
{
    [Theory]
    [InlineData("a", 7.5, 2)]
    [InlineData("a", 1, 1)]
    [InlineData("a:2", 1, 2)]
    [InlineData("a AND b", 7.5, 3)]
    [InlineData("a AND b AND c", 1, 4)]
    public void Each_prompt_that_AND_adds_is_a_sample_more(string prompt, double scale, int samples) => Assert.Equal(samples, RunSize.Of(Request(prompt) with { GuidanceScale = scale }).SamplesPerPicture);

    [Fact]
    public void Of_a_batch_the_largest_picture_counts()
        => Assert.Equal(4, RunSize.Of(Request("a") with { Batches = [["a", "a AND b AND c"], ["b"]] }).SamplesPerPicture);

    [Fact]
    public void Where_guidance_pauses_steps_with_and_without_it_are_counted()
        => Assert.Equal(5, RunSize.Of(Request("a AND b") with { Approximations = ApproximationText.Read("guidance=0-0.8") }).SamplesPerPicture);

    [Fact]
    public void Literal_prompts_have_no_commands()
    {
        RunSize size = RunSize.Of(Request($"a AND [b|c] BREAK {new string('d', 1000)}") with { Syntax = PromptSyntax.Literal });

        Assert.Equal((2, 1), (size.SamplesPerPicture, size.PromptChunks));
    }

    [Fact]
    public void Long_prompts_and_those_that_change_take_more()
    {
        Assert.Equal(1, RunSize.Of(Request("a red fox")).PromptChunks);
        Assert.Equal(2, RunSize.Of(Request("a red fox BREAK in a wood")).PromptChunks);
        Assert.InRange(RunSize.Of(Request(string.Concat(Enumerable.Repeat("fox ", 300)))).PromptChunks, 4, 20);
        Assert.Equal(4, RunSize.Of(Request("a [red|blue] fox")).PromptChunks);
    }

    private static ImageRequest Request(string prompt) => new() { Batches = [[prompt]], Syntax = PromptSyntax.Weighted };
}
