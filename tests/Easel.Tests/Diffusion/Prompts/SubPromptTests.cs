using Easel.Diffusion.Prompts;

namespace Easel.Tests.Diffusion.Prompts;

public sealed class SubPromptTests
{
    [Theory]
    [InlineData("a cat", "a cat|1")]
    [InlineData("a cat AND a dog", "a cat|1", " a dog|1")]
    [InlineData("a cat :1.2 AND a dog:-0.5 AND (a fish:2)", "a cat|1.2", " a dog|-0.5", " (a fish:2)|1")]
    [InlineData("SAND AND sANDy", "SAND|1", " sANDy|1")]
    [InlineData("a\nAND\nb : .5\n", "a|1", "\nb|0.5")]
    [InlineData("a:1.2.3", "a:1.2.3|1")]
    [InlineData("a cat AND", "a cat|1", "|1")]
    [InlineData("<lora:x:0.8>a <hypernet:y>cat", "a cat|1")]
    public void Prompts_are_parted_at_AND(string prompt, params string[] wanted)
        => Assert.Equal(wanted, SubPrompt.Of(prompt).Select(part => FormattableString.Invariant($"{part.Text}|{part.Weight}")));

    [Fact]
    public void In_a_negative_prompt_AND_is_a_word()
    {
        PromptCourse course = PromptCourse.OfNegative("blur AND [noise:grain:1] :2", steps: 2);

        Assert.Equal(["blur AND noise :2", "blur AND grain :2"], course.Texts);
        Assert.Equal(1, course.Weight);
    }

    [Fact]
    public void Each_part_has_its_own_schedule()
    {
        PromptCourse[] courses = PromptCourse.Of("[a|b] AND [c:d:0.5]:0.7", steps: 4);

        Assert.Equal(["a ", "b ", "a ", "b "], courses[0].Texts.Select(text => text + " "));
        Assert.Equal([" c", " c", " d", " d"], courses[1].Texts);
        Assert.Equal(0.7, courses[1].Weight);
        Assert.Same(courses[0].Texts[0], courses[0].Texts[2]);
    }
}
