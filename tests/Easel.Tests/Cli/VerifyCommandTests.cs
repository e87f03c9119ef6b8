using System.Text.Json.Nodes;
using Easel.Imaging.Png;

namespace Easel.Tests.Cli;

/// <summary>Files that cannot be verified get one clear line and exit code 1, whatever is in them; a command line that cannot be meant, 2.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    private string Picture => Path.Combine(_run.Outdir, "samples", "00000.png");

    [Theory]
    [InlineData("{", "its record is damaged: ")]
    [InlineData("[]", "its record is damaged: It is no JSON object.")]
    [InlineData("{}", "its record is damaged: The field 'format' has nothing, which it cannot have.")]
    [InlineData("null", "its record is damaged: It is no JSON object.")]
    [InlineData("""{"format":1,"format":2}""", "its record is damaged: ")]
    [InlineData("""{"format":1e999}""", "its record is damaged: The field 'format' has 1e999, which it cannot have.")]
    [InlineData("""{"format":99}""", "It has form 99; forms 1 to 2 can be read here. A newer Easel may read it.")]
    [InlineData("""{"format":2,"engine":["a"],"kind":"picture"}""", "The field 'engine' has [\"a\"], which it cannot have.")]
    [InlineData("""{"format":2,"engine":"Other 1","kind":"picture"}""", "It is of a picture of Other 1.")]
    public async Task A_text_that_is_no_record_is_refused_in_a_line(string record, string why) => await AssertRefusedAsync(_ => record, why);

    [Fact]
    public async Task A_text_of_a_hundred_thousand_brackets_is_refused_in_a_line() => await AssertRefusedAsync(_ => new string('[', 100_000), "its record is damaged: ");

    [Theory]
    [InlineData("digests/latents", "[1]", "The field 'latents' has something else than digests, which are 64 small hexadecimal digits each.")]
    [InlineData("digests/pixels", "\"abc\"", "The field 'pixels' has something else than digests")]
    [InlineData("digests", "[]", "The field 'digests' is no JSON object.")]
    [InlineData("request/steps", "1000000000", "A request of 1000000000 steps")]
    [InlineData("request/steps", "\"3\"", "The field 'steps' has \"3\", which it cannot have.")]
    [InlineData("request/eta", "-1", "eta -1")]
    [InlineData("request/width", "2147483647", "A picture of 2147483647 x 16 cannot be painted.")]
    [InlineData("request/batches", "2147483647", "The field 'batches' has 2147483647; it can have 1 to 1000000.")]
    [InlineData("request/sampler", "\"best\"", "The field 'sampler' has \"best\", which it cannot have.")]
    [InlineData("request/prompts", "[[[]]]", "The field 'prompts' has []")]
    [InlineData("request/prompts", "[\"a\"]", "The field 'index' has 2; it can have 0 to 0.", 2)]
    [InlineData("request/noiseBatch", "-5", "noise for -5 pictures")]
    [InlineData("index", "-1", "The field 'index' has -1; it can have 0 to 2.")]
    [InlineData("iteration", "5", "The field 'iteration' has 5; it can have 0 to 0.")]
    [InlineData("kept", "[0,5]", "The field 'kept' is no size of a picture.")]
    [InlineData("kept", "{\"a\":1}", "The field 'kept' is no size of a picture.")]
    [InlineData("begun", "{\"position\":18446744073709551615}", "Its noise begins 18446744073709551615 numbers behind the seed; 3000000000 is the farthest that is gone to.")]
    [InlineData("begun", "{\"position\":-1}", "The field 'position' has -1, which it cannot have.")]
    [InlineData("begun", "7", "The field 'begun' is no JSON object.")]
    [InlineData("model", "null", "The field 'model' is no JSON object.")]
    [InlineData("model/precision", "\"double\"", "The field 'precision' has \"double\", which it cannot have.")]
    [InlineData("model/sha256", "\"9A\"", "The field 'sha256' has something else than digests")]
    [InlineData("model/betas", "{\"rule\":\"linear\",\"start\":5,\"end\":1,\"times\":1000}", "The field 'betas' is no schedule: ")]
    [InlineData("model/betas", "{\"rule\":\"linear\",\"start\":0.1,\"end\":0.2,\"times\":2000000000}", "The field 'times' has 2000000000, which it cannot have.")]
    [InlineData("safety", "true", "The field 'safety' is no JSON object.")]
    [InlineData("watermark", "{}", "The field 'watermark' has {}, which it cannot have.")]
    public async Task A_field_that_cannot_be_is_named(string field, string value, string why, int index = 0) => await AssertRefusedAsync(
        text =>
        {
            var record = (JsonObject)JsonNode.Parse(text)!;
            string[] path = field.Split('/');
            record["index"] = index;
            (path.Length == 1 ? record : (JsonObject)record[path[0]]!)[path[^1]] = JsonNode.Parse(value);
            return record.ToJsonString();
        },
        why);

    [Fact]
    public async Task A_checkpoints_name_in_a_record_leads_nowhere_else()
    {
        await AssertRefusedAsync(
            text =>
            {
                var record = (JsonObject)JsonNode.Parse(text)!;
                (record["model"]!["file"], record["model"]!["sha256"], record["model"]!["bytes"]) = (_run.PathOf(""), null, null);
                return record.ToJsonString();
            },
            "cannot be painted again: the model is not here: ");
    }

    [Fact]
    public async Task A_picture_of_another_program_is_said_to_be_one()
    {
        FewPictures.Write(_run.PathOf("plain.png"), 8, 8);
        File.WriteAllBytes(_run.PathOf("other.png"), PngFile.Encode(PngFile.Load(_run.PathOf("plain.png")).Image, new PngText("parameters", "a fox\nSteps: 3, Sampler: Euler, Seed: 1")));
        File.WriteAllText(_run.PathOf("text.png"), "no picture");

        int code = await _run.RunAsync("verify", _run.PathOf("plain.png"), _run.PathOf("other.png"), _run.PathOf("text.png"), _run.PathOf("none.png"));

        Assert.Equal(1, code);
        Assert.Contains("plain.png: cannot be verified: it has no record of Easel: another program painted it, or one that edited or sent it has left the record out\n", _run.Output);
        Assert.Contains("other.png: cannot be verified: it has no record of Easel (what it has, 'parameters', is what web UIs write): ", _run.Output);
        Assert.Contains("text.png: cannot be verified: the file: not a PNG file", _run.Output);
        Assert.Contains("none.png: cannot be verified: the file cannot be read: there is no such file or folder.\n", _run.Output);
        Assert.EndsWith("4 pictures: 4 cannot be verified\n", _run.Output);
    }

    [Fact]
    public async Task A_file_that_was_cut_off_is_refused_at_every_length()
    {
        await _run.PaintAsync("--n_iter", "1");
        byte[] file = File.ReadAllBytes(Picture);
        for (int length = 0; length < file.Length; length += 97)
        {
            File.WriteAllBytes(Picture, file[..length]);
            Assert.Equal(1, await _run.RunAsync("verify", "--quick", Picture));
        }

        Assert.DoesNotContain("those that were written", _run.Output);
        Assert.DoesNotContain("made a mistake", _run.Error);
    }

    [Fact]
    public async Task A_grid_is_compared_by_its_pixels()
    {
        await _run.PaintAsync("--n_iter", "1");

        Assert.Equal(0, await _run.RunAsync("verify", Path.Combine(_run.Outdir, "grid-0000.png")));
        Assert.Contains("grid-0000.png: its pixels are those that were written (a grid of several pictures, which can be painted again one by one)\n", _run.Output);
    }

    [Theory]
    [InlineData("no file is named: easel verify FILE...")]
    [InlineData("no file is named: easel verify FILE...", "")]
    [InlineData("argument --keep: with --quick nothing is painted that could be written", "a.png", "--quick", "--keep", "b")]
    [InlineData("argument --keep: with --until no picture is painted to its end", "a.png", "--until", "3", "--keep", "b")]
    [InlineData("argument --until: with --quick nothing is painted", "a.png", "--until", "3", "--quick")]
    [InlineData("argument --mask: is for a picture to begin with, but none is named", "a.png", "--mask", "m.png")]
    [InlineData("argument --device: invalid choice: 'auto'", "a.png", "--device", "auto")]
    [InlineData("argument --ckpt: no file is given", "a.png", "--ckpt", "")]
    [InlineData("argument --until: '1001' is out of range", "a.png", "--until", "1001")]
    public async Task A_command_line_that_cannot_be_meant_is_refused(string message, params string[] words)
    {
        int code = await _run.RunAsync(["verify", .. words]);

        Assert.Equal(2, code);
        Assert.StartsWith($"easel verify: error: {message}", _run.Error);
        Assert.EndsWith("Try 'easel verify --help'.\n", _run.Error);
    }

    public void Dispose() => _run.Dispose();

    private async Task AssertRefusedAsync(Func<string, string> change, string why)
    {
        await _run.PaintAsync("--n_iter", "1", "--quiet");
        PngPicture png = PngFile.Load(Picture);
        File.WriteAllBytes(Picture, PngFile.Encode(png.Image, [.. png.Texts.Select(text => text.Keyword == "easel" ? text with { Text = change(text.Text) } : text)]));
        string before = _run.Error;

        int code = await _run.RunAsync("verify", Picture);

        Assert.Equal((1, before), (code, _run.Error));
        Assert.Contains(why, _run.Output.Split('\n')[0]);
        Assert.StartsWith($"{Picture}: cannot be ", _run.Output);
    }
}
