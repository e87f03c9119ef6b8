using System.Text.Json;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Imaging.Watermarks;
using Easel.Painting.Jobs;
using Easel.Tests.Imaging;

namespace Easel.Tests.Cli;

public sealed class WatermarkTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task Read_tells_of_each_file_whether_it_is_marked()
    {
        Image black = new(256, 256, new byte[256 * 256 * 3]);
        string marked = Save("marked.png", PngFile.Encode(WatermarkWriter.Mark(black)));
        string plain = Save("plain.png", PngFile.Encode(black));
        string small = Save("small.png", PngFile.Encode(TestPictures.Gradient(8, 8)));

        int code = await _run.RunAsync("watermark", "read", marked, plain, small);

        string[] lines = _run.Output.Split('\n');
        Assert.Equal(0, code);
        Assert.Equal($"{marked}: carries StableDiffusionV1 (136 of 136 bits match)", lines[0]);
        Assert.StartsWith($"{plain}: does not carry StableDiffusionV1; in its place is '\\x00", lines[1]);
        Assert.Equal($"{small}: no watermark: the picture is smaller than the 65536 pixels that carry one", lines[2]);
        Assert.Equal("", _run.Error);
    }

    [Fact]
    public async Task Files_that_cannot_be_read_do_not_keep_it_from_the_others()
    {
        string marked = Save("marked.png", PngFile.Encode(WatermarkWriter.Mark(new Image(256, 256, new byte[256 * 256 * 3]))));

        int code = await _run.RunAsync("watermark", "read", _run.PathOf("missing.png"), _run.Checkpoint, marked);

        Assert.Equal(1, code);
        Assert.Equal(
            $"easel watermark: error: {_run.PathOf("missing.png")}: there is no such file.\n"
            + $"easel watermark: error: {_run.Checkpoint}: it is a text; PNG, JPEG, WebP, BMP, and GIF pictures can be read.\n",
            _run.Error);
        Assert.Equal($"{marked}: carries StableDiffusionV1 (136 of 136 bits match)\n", _run.Output);
    }

    [Fact]
    public async Task Json_has_an_object_for_each_file()
    {
        string marked = Save("marked.png", PngFile.Encode(WatermarkWriter.Mark(new Image(256, 256, new byte[256 * 256 * 3]))));

        int code = await _run.RunAsync("watermark", "read", marked, "--js", _run.PathOf("missing.png"));

        JsonElement[] found = [.. _run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(1, code);
        Assert.Equal((marked, true, "StableDiffusionV1"), (found[0].GetProperty("file").GetString(), found[0].GetProperty("marked").GetBoolean(), found[0].GetProperty("text").GetString()));
        Assert.Equal(("537461626c65446966667573696f6e5631", 136, 136), (found[0].GetProperty("bytes").GetString(), found[0].GetProperty("matchingBits").GetInt32(), found[0].GetProperty("bits").GetInt32()));
        Assert.Equal(JsonValueKind.Null, found[1].GetProperty("marked").ValueKind);
        Assert.EndsWith("there is no such file.", found[1].GetProperty("problem").GetString());
    }

    [Fact]
    public async Task Add_writes_a_marked_copy_with_the_same_texts_and_overwrites_nothing()
    {
        Image black = new(256, 256, new byte[256 * 256 * 3]);
        string source = Save("source.png", PngFile.Encode(black, new PngText("parameters", "a red fox")));
        string copy = _run.PathOf("copy.png");

        Assert.Equal(0, await _run.RunAsync("watermark", "add", source, copy));
        Assert.Equal(1, await _run.RunAsync("watermark", "add", source, copy));

        PngPicture written = PngFile.Load(copy);
        Assert.Equal($"{copy}\n", _run.Output);
        Assert.Equal($"easel watermark: error: {copy} exists already and is not overwritten; name another, or move it away.\n", _run.Error);
        Assert.Equal([new PngText("parameters", "a red fox")], written.Texts);
        Assert.Equal(WatermarkWriter.Mark(black).Pixels.ToArray(), written.Image.Pixels.ToArray());
    }

    [Fact]
    public async Task Add_leaves_out_texts_that_no_file_should_have_and_says_so()
    {
        byte[] png = PngFile.Encode(new Image(256, 256, new byte[256 * 256 * 3]), new PngText("parameters", "a red fox"));
        string source = Save("source.png", [.. png[..33], .. TestPng.Chunk("tEXt", [.. "Title\0half\0half"u8]), .. png[33..]]);

        int code = await _run.RunAsync("watermark", "add", source, _run.PathOf("copy.png"));

        Assert.Equal(0, code);
        Assert.StartsWith("warning: 1 of 2 texts of ", _run.Error);
        Assert.Equal([new PngText("parameters", "a red fox")], PngFile.Load(_run.PathOf("copy.png")).Texts);
    }

    [Theory]
    [InlineData(2, "say what to do: read, add")]
    [InlineData(2, "no file is named", "read")]
    [InlineData(2, "'reed' is none of read, add. Did you mean 'read'?", "reed", "a.png")]
    [InlineData(2, "unrecognized arguments: '--loud'", "read", "a.png", "--loud")]
    [InlineData(2, "wanted two files, the picture and its new copy, found 1", "add", "a.png")]
    [InlineData(2, "'b.jpg' does not end in .png", "add", "a.png", "b.jpg")]
    [InlineData(2, "argument --json: add tells nothing", "add", "a.png", "b.png", "--json")]
    [InlineData(1, "missing.png: there is no such file", "add", "missing.png", "b.png")]
    [InlineData(1, "-: there is no such file", "read", "--", "-")]
    public async Task Wrong_words_are_refused(int wanted, string complaint, params string[] words)
    {
        int code = await _run.RunAsync(["watermark", .. words]);

        Assert.Equal(wanted, code);
        Assert.Contains(complaint, _run.Error);
    }

    [Fact]
    public async Task A_part_that_an_ended_run_left_is_named_and_not_taken_for_the_picture()
    {
        string source = Save("large.png", PngFile.Encode(TestPictures.Gradient(256, 256)));
        File.WriteAllText(_run.PathOf("copy.png.part"), "");

        int code = await _run.RunAsync("watermark", "add", source, _run.PathOf("copy.png"));

        Assert.Equal(1, code);
        Assert.Contains("copy.png.part is there already", _run.Error);
    }

    [Fact]
    public async Task Add_refuses_pictures_too_small()
    {
        string small = Save("small.png", PngFile.Encode(TestPictures.Gradient(8, 8)));

        int code = await _run.RunAsync("watermark", "add", small, _run.PathOf("copy.png"));

        Assert.Equal(1, code);
        Assert.Contains("a picture of 8 x 8 is too small for the watermark", _run.Error);
        Assert.False(File.Exists(_run.PathOf("copy.png")));
    }

    [Fact]
    public async Task Help_tells_both_uses()
    {
        int code = await _run.RunAsync("watermark", "--help");

        Assert.Equal(0, code);
        Assert.StartsWith("usage: easel watermark read [--json] FILE...\n       easel watermark add IN OUT\n", _run.Output);
    }

    [Fact]
    public void The_stamp_marks_large_pictures_and_warns_once_of_small_ones()
    {
        List<string> warnings = [];
        WatermarkStamp stamp = new(warnings.Add);
        Image small = TestPictures.Gradient(8, 8);
        Image large = new(256, 256, new byte[256 * 256 * 3]);

        Image[] stamped = [stamp.Stamp(small), stamp.Stamp(large), stamp.Stamp(small)];

        Assert.Same(small, stamped[0]);
        Assert.True(WatermarkReader.Read(stamped[1]).IsWhole);
        Assert.Contains("a picture of 8 x 8 is too small for the invisible watermark", Assert.Single(warnings));
        Assert.Equal((null, "StableDiffusionV1"), (WatermarkStamp.TextFor(8, 8), WatermarkStamp.TextFor(256, 256)));
    }

    public void Dispose() => _run.Dispose();

    private string Save(string name, byte[] file)
    {
        File.WriteAllBytes(_run.PathOf(name), file);
        return _run.PathOf(name);
    }
}
