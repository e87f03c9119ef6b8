using System.Text;
using Easel.Diffusion;
using Easel.Painting.Styles;

namespace Easel.Tests.Cli.Styles;

/// <summary>styles.csv of A1111's web UI as programs and people write it.</summary>
public sealed class StylesCsvTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void A_file_of_the_web_ui_is_read_as_it_writes_it()
    {
        IReadOnlyList<PromptStyle> styles = Read("\uFEFFname,prompt,negative_prompt\r\nNone,,\r\nFilm,\"{prompt}, film, \"\"grain\"\"\",\"blurry, dark\"\r\nLines,\"first\nsecond\",\r\n");

        Assert.Equal(
            [new PromptStyle("None", ""), new PromptStyle("Film", "{prompt}, film, \"grain\"", "blurry, dark"), new PromptStyle("Lines", "first\nsecond")],
            styles);
    }

    [Theory]
    [InlineData("name,text\nold,words", "words", "")] // before negative prompts
    [InlineData("name,prompt,negative_prompt\nold,words", "words", "")] // a short row
    [InlineData("name, prompt, negative_prompt\nold, \"words, more\", bad", "words, more", "bad")] // spaces behind commas
    [InlineData("name,negative_prompt,prompt,extra\nold,bad,words,1,2,3", "words", "bad")] // other columns
    [InlineData("name,prompt\n\n\nold,words\n\n", "words", "")] // empty lines
    [InlineData("name,prompt\rold,words\r", "words", "")] // lines of old systems
    [InlineData("name,prompt\nold,first\nold,words", "words", "")] // the last of a name counts
    [InlineData("name,prompt\n# a comment,x\nold,words", "words", "")]
    [InlineData("NAME,Prompt\nold,\"wor\"ds", "words", "")] // as lenient as Python's csv
    [InlineData("name,prompt,negative_prompt\nold,words,", "words", "")] // a comma at the very end
    public void Other_forms_are_read_too(string text, string prompt, string negative)
        => Assert.Equal([new PromptStyle("old", prompt, negative)], Read(text));

    [Theory]
    [InlineData("", " is empty; wanted a header name,prompt,negative_prompt")]
    [InlineData("a,b\nc,d", ", line 1: the header is 'a,b'; wanted name,prompt,negative_prompt.")]
    [InlineData("name,prompt\nx,\"never closed\nmore", ", line 2: quotes are opened and never closed.")]
    [InlineData("name,prompt\nx,y\n ,z", ", line 3: the style has no name.")]
    public void What_is_wrong_is_named_with_its_line(string text, string message)
    {
        GenerationException error = Assert.Throws<GenerationException>(() => Read(text));

        Assert.Contains($"styles.csv{message}", error.Message);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        File.WriteAllBytes(_folder.PathOf("styles.csv"), [.. "name,prompt\nx,"u8, 0xFF]);

        GenerationException error = Assert.Throws<GenerationException>(() => StyleFiles.Read(_folder.PathOf("styles.csv")));

        Assert.Contains("styles.csv is not UTF-8: byte 14 is FF", error.Message);
    }

    [Theory]
    [InlineData("""[{"name": "a", "prompt": "{prompt}, b", "negative_prompt": "c", "description": "d"}]""")]
    [InlineData("""{"name": "mine", "styles": [{"name": "a", "prompt": "{prompt}, b", "negative_prompt": "c", "description": "d", "more": 1},]}""")]
    public void Json_is_read(string text)
    {
        File.WriteAllText(_folder.PathOf("styles.json"), text);

        Assert.Equal([new PromptStyle("a", "{prompt}, b", "c", "d")], StyleFiles.Read(_folder.PathOf("styles.json")).Styles);
    }

    [Theory]
    [InlineData("{}", "styles.json: no list of styles.")]
    [InlineData("[\n{\"name\": 1}]", "styles.json: style 1 has no text 'name'.")]
    [InlineData("[{\"name\": \"a\", \"promt\": \"b\"}]", "styles.json: style 1 ('a') has neither 'prompt' nor 'negative_prompt'; one is wanted")]
    [InlineData("[{\"name\": \"a\", \"prompt\": \"b\", \"negative_prompt\": 3}]", "styles.json: 'negative_prompt' of style 1 is 3; a text between quotes is wanted.")]
    [InlineData("[\n{", "styles.json, line 2: this is not JSON.")]
    public void Wrong_json_is_refused(string text, string message)
    {
        File.WriteAllText(_folder.PathOf("styles.json"), text);

        GenerationException error = Assert.Throws<GenerationException>(() => StyleFiles.Read(_folder.PathOf("styles.json")));

        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Own_files_lie_in_the_working_folder_and_in_the_settings()
    {
        string settings = Directory.CreateDirectory(_folder.PathOf("config/easel")).FullName;
        File.WriteAllText(Path.Combine(settings, "styles.json"), "[]");
        File.WriteAllText(_folder.PathOf("styles.csv"), "name,prompt");

        IReadOnlyList<string> files = StyleFiles.Usual(_folder.Path, name => name == "XDG_CONFIG_HOME" ? _folder.PathOf("config") : null);

        Assert.Equal([_folder.PathOf("styles.csv"), Path.Combine(settings, "styles.json")], files);
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<PromptStyle> Read(string text)
    {
        File.WriteAllText(_folder.PathOf("styles.csv"), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return StyleFiles.Read(_folder.PathOf("styles.csv")).Styles;
    }
}
