using Easel.Painting.Styles;

namespace Easel.Tests.Cli.Styles;

public sealed class StyleListTests
{
    private static readonly IReadOnlyList<StyleList> s_lists = StyleList.BuiltIn();

    [Fact]
    public void There_are_the_six_lists_of_25_to_60_styles()
    {
        Assert.Equal(["image-types", "styles", "aesthetics", "painters", "sculptors", "architects"], s_lists.Select(list => list.Name));
        Assert.All(s_lists, list => Assert.InRange(list.Styles.Count, 25, 60));
        Assert.All(s_lists, list => Assert.NotEqual("", list.Description));
    }

    [Fact]
    public void Every_style_has_a_place_for_the_prompt_and_a_line_about_it()
        => Assert.All(s_lists.SelectMany(list => list.Styles), style =>
        {
            Assert.Equal(2, style.Prompt.Split(PromptStyle.Placeholder).Length);
            Assert.NotEqual(PromptStyle.Placeholder, style.Prompt);
            Assert.Equal(style.Prompt.Trim(), style.Prompt);
            Assert.NotEqual("", style.Description);
            Assert.DoesNotContain('\n', style.Prompt + style.Description + style.Name);
        });

    [Fact]
    public void No_name_is_taken_twice()
    {
        string[] names = [.. s_lists.SelectMany(list => list.Styles).Select(style => style.Name)];

        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Names_can_be_typed_on_any_keyboard()
        => Assert.All(s_lists.SelectMany(list => list.Styles), style => Assert.All(style.Name, character => Assert.InRange(character, ' ', '~')));
}
