using System.Text.Json;

namespace Easel.Tests.Cli;

public sealed class StylesCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task It_tells_which_lists_there_are()
    {
        int code = await _run.RunAsync("styles");

        Assert.Equal(0, code);
        Assert.Contains("painters", _run.Output);
        Assert.Contains("easel styles LIST shows a list", _run.Output);
    }

    [Fact]
    public async Task A_list_is_shown_with_what_its_styles_add()
    {
        await _run.RunAsync("styles", "painters");

        Assert.Contains("Vincent van Gogh", _run.Output);
        Assert.Contains("{prompt}, painting in the style of Vincent van Gogh", _run.Output);
        Assert.DoesNotContain("vaporwave", _run.Output);
    }

    [Fact]
    public async Task Json_has_an_object_per_style()
    {
        await _run.RunAsync("styles", "--search", "gogh", "--json");

        JsonElement style = JsonDocument.Parse(Assert.Single(_run.Output.Trim().Split('\n'))).RootElement;
        Assert.Equal(("painters", "Vincent van Gogh"), (style.GetProperty("list").GetString(), style.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_file_of_ones_own_comes_first()
    {
        File.WriteAllText(_run.PathOf("mine.csv"), "name,prompt,negative_prompt\nFilm,\"{prompt}, film\",blurry");

        await _run.RunAsync("styles", "own", "--styles", _run.PathOf("mine.csv"));

        Assert.Equal("Your own\n  Film  {prompt}, film\n        not: blurry\n", _run.Output);
    }

    [Theory]
    [InlineData(2, "there is no list 'painter'. Did you mean 'painters'?", "painter")]
    [InlineData(2, "unrecognized arguments: 'b'", "styles", "b")]
    [InlineData(2, "argument --styles: no file is given", "--styles", "")]
    [InlineData(1, "Cannot read styles: no/such.csv: there is no such file or folder.", "--styles", "no/such.csv")]
    public async Task What_is_wrong_is_told(int code, string message, params string[] words)
    {
        Assert.Equal(code, await _run.RunAsync(["styles", .. words]));

        Assert.StartsWith($"easel styles: error: {message}", _run.Error);
    }

    public void Dispose() => _run.Dispose();
}
