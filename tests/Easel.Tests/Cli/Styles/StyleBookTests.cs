using Easel.Painting.Styles;
using Easel.Painting.Texts;

namespace Easel.Tests.Cli.Styles;

public sealed class StyleBookTests
{
    private static readonly StyleBook s_book = new(
    [
        new StyleList("own", "", "", [new("Film", "{prompt}, film", "blurry"), new("Grain", "grain"), new("Twice", "{prompt} and {prompt}", "{prompt}!"), new("cubism", "my cubism")]),
        .. StyleList.BuiltIn(),
    ]);

    [Theory]
    [InlineData("a fox, film", "blurry", "Film")]
    [InlineData("a fox, film", "blurry", " film ")]
    [InlineData("a fox, film, grain", "blurry", "Film", "Grain")]
    [InlineData("a fox, grain, film", "blurry", "Grain", "Film")]
    [InlineData("a fox and a fox", "!", "Twice")]
    [InlineData("a fox, film and a fox, film", "blurry!", "Film", "Twice")]
    [InlineData("a fox, my cubism", "", "cubism")] // the user's own comes first
    [InlineData("a fox, painting in the style of Claude Monet", "", "claude monet")]
    [InlineData("a fox", "")]
    public void Styles_are_applied_one_after_another(string prompt, string negative, params string[] names)
        => Assert.Equal((prompt, negative), s_book.Apply("a fox", "", names));

    [Fact]
    public void An_empty_prompt_takes_the_words_alone() => Assert.Equal(("grain", ""), s_book.Apply("", "", ["Grain"]));

    [Theory]
    [InlineData("gogh", "there is no style 'gogh'. Did you mean 'Vincent van Gogh'?")]
    [InlineData("cubsim", "there is no style 'cubsim'. Did you mean 'cubism'?")]
    [InlineData("xyzzy", "there is no style 'xyzzy'. easel styles lists all")]
    public void An_unknown_style_is_answered_with_the_nearest(string name, string message)
        => Assert.StartsWith(message, Assert.Throws<UsageException>(() => s_book.Apply("a fox", "", [name])).Message);

    [Fact]
    public void An_unknown_list_is_answered_with_the_nearest()
        => Assert.StartsWith("there is no list 'painter'. Did you mean 'painters'?", Assert.Throws<UsageException>(() => s_book.FindList("painter")).Message);

    [Fact]
    public void A_word_is_searched_for_in_everything()
        => Assert.Contains(s_book.Search("great wave").SelectMany(list => list.Styles), style => style.Name == "Katsushika Hokusai");
}
