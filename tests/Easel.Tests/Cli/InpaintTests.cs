using System.Text.Json;
using Easel.Diffusion;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Tests.Cli;

public sealed class InpaintTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task Every_picture_with_a_mask_is_painted_under_its_own_name()
    {
        WritePair("b", 24, 8);
        WritePair("a", 8, 16);
        FewPictures.Write(In("without.png"), 8, 8);
        FewPictures.WriteMask(In(".hidden_mask.png"), 8, 8);

        int code = await InpaintAsync();

        Assert.True(code == 0, _run.Error);
        Assert.Equal(["a.png", "b.png"], _run.Files());
        string[] lines = _run.Output.Split('\n');
        Assert.Equal(
            [$"Loading model from {_run.Checkpoint}", "Found 2 inputs.", Path.Combine(_run.Outdir, "a.png"), Path.Combine(_run.Outdir, "b.png"), "2 pictures in 0:00", ""],
            lines);
        Assert.Equal("Picture 1/2, step 3/3: 2.00 s/it, 0:06 left\nPicture 2/2, step 3/3: 2.00 s/it, 0:00 left\n", _run.Error);
        Assert.Equal((24, 8), (_run.Opened!.Planned!.Width, _run.Opened.Planned.Height));
    }

    [Fact]
    public async Task Without_options_the_engine_is_asked_for_the_originals_defaults()
    {
        WritePair("a", 8, 8);

        await _run.RunAsync("inpaint", "--indir", In(""), "--outdir", _run.Outdir, "--ckpt", _run.Checkpoint);

        ImageRequest request = _run.Painter!.Request!;
        Assert.Equal([[""]], request.Batches);
        Assert.Equal(
            (SamplerKind.Ddim, ScheduleKind.Automatic, 50, 1.0, null, 42UL, 1.0, MaskBlending.Exact),
            (request.Sampler, request.Schedule, request.Steps, request.GuidanceScale, request.Eta, request.Seed, request.Initial!.Strength, request.Initial.Blending));
    }

    [Fact]
    public async Task Options_reach_the_engine()
    {
        WritePair("a", 8, 8);

        int code = await InpaintAsync("--prompt", "a fox", "--negative", "blur", "--sampler", "euler a", "--schedule", "karras", "--strength", "0.5", "--seed", "7", "--eta", "0.5", "--steps", "9");

        Assert.True(code == 0, _run.Error);
        ImageRequest request = _run.Painter!.Request!;
        Assert.Equal(
            ("a fox", "blur", SamplerKind.EulerAncestral, ScheduleKind.Karras, 9, 7.5, (double?)0.5, 7UL, 0.5),
            (request.Batches[0][0], request.NegativePrompt, request.Sampler, request.Schedule, request.Steps, request.GuidanceScale, request.Eta, request.Seed, request.Initial!.Strength));
    }

    [Fact]
    public async Task Any_size_is_painted_with_its_edges_repeated_and_cut_off_again()
    {
        Image picture = WritePair("a", 13, 10);

        int code = await InpaintAsync();

        Assert.True(code == 0, _run.Error);
        ImageRequest request = _run.Painter!.Request!;
        Assert.Equal((16, 16), (request.Width, request.Height));
        Image initial = request.Initial!.Picture;
        Assert.Equal(PixelOf(picture, 12, 9), PixelOf(initial, 15, 15));
        Assert.Equal(PixelOf(picture, 12, 3), PixelOf(initial, 13, 3));
        Assert.Equal(PixelOf(picture, 5, 9), PixelOf(initial, 5, 12));
        Assert.Equal(PixelOf(picture, 4, 4), PixelOf(initial, 4, 4));
        Assert.Equal(Enumerable.Range(0, 16).Select(x => (byte)(x < 6 ? 0 : 255)), request.Initial.Mask!.Pixels[(15 * 16)..].ToArray());
        PngPicture result = PngFile.Load(Path.Combine(_run.Outdir, "a.png"));
        Assert.Equal((13, 10), (result.Image.Width, result.Image.Height));
        var painted = Image.FromUnit(PaintedByTest.Texture(request, 0, 0, 0), 16, 16);
        Assert.Equal(PixelOf(painted, 12, 9), PixelOf(result.Image, 12, 9));
        Assert.Contains("Size: 13x10, ", result.Texts[0].Text);
    }

    [Fact]
    public async Task Masks_are_black_and_white_from_the_middle_on()
    {
        FewPictures.Write(In("a.png"), 8, 8);
        FewPictures.WriteMask(In("a_mask.png"), 8, 8, left: 127, right: 128);

        await InpaintAsync();

        Assert.Equal([0, 0, 0, 0, 255, 255, 255, 255], _run.Painter!.Request!.Initial!.Mask!.Pixels[..8].ToArray());
    }

    [Fact]
    public async Task Pictures_that_are_there_already_are_passed_over_and_that_is_said()
    {
        WritePair("a", 8, 8);
        WritePair("b", 8, 8);
        Directory.CreateDirectory(_run.Outdir);
        File.WriteAllText(Path.Combine(_run.Outdir, "a.png"), "precious");

        Assert.Equal(0, await InpaintAsync());
        Assert.Equal("precious", File.ReadAllText(Path.Combine(_run.Outdir, "a.png")));
        Assert.Contains($"Found 2 inputs.\n{Path.Combine(_run.Outdir, "a.png")} is there already: passed over.\n", _run.Output);
        Assert.Equal(["a.png", "b.png"], _run.Files());

        int painted = _run.Output.Length;
        Assert.Equal(0, await InpaintAsync());
        Assert.DoesNotContain("Loading model", _run.Output[painted..]);
        Assert.Contains("Nothing is left to paint. To paint them anew, move those files away, or name another folder: --outdir FOLDER\n", _run.Output[painted..]);
    }

    [Fact]
    public async Task Json_counts_the_requests()
    {
        WritePair("a", 8, 8);
        WritePair("b", 8, 8);

        await InpaintAsync("--json");

        JsonElement[] events = [.. _run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(
            ["loading", "note", "start", "step", "step", "step", "image", "start", "step", "step", "step", "image", "done"],
            events.Select(e => e.GetProperty("event").GetString()));
        Assert.Equal((1, 2), (events[7].GetProperty("request").GetInt32(), events[7].GetProperty("requests").GetInt32()));
        Assert.Equal(2, events[^1].GetProperty("pictures").GetInt32());
    }

    [Fact]
    public async Task A_terminal_shows_how_many_pictures_are_done()
    {
        _run.IsTerminal = true;
        WritePair("a", 8, 8);
        WritePair("b", 8, 8);

        await InpaintAsync();

        Assert.Contains("Pictures          ", _run.Error);
        Assert.Contains("1/2 ", _run.Error);
        Assert.DoesNotContain("data  ", _run.Error);
    }

    [Theory]
    [InlineData("There is no folder {in}. Name the folder of pictures and masks: --indir FOLDER", "nothing")]
    [InlineData("There is no mask in {in}: next to each picture, such as fox.png, its mask is wanted, fox_mask.png, white where to paint anew.", "unmasked")]
    [InlineData("{in}a_mask.png is a mask, but there is no picture {in}a.png that it belongs to.", "lonely")]
    [InlineData("The mask {in}a_mask.png is 16 x 8 pixels, but its picture {in}a.png is 8 x 8; they must be of one size.", "unequal")]
    [InlineData("The mask {in}a_mask.png is black all over", "black")]
    [InlineData("{in}a.png: it is", "text")]
    public async Task What_cannot_be_painted_is_named_before_the_model_is_opened(string message, string kind)
    {
        switch (kind)
        {
            case "unmasked":
                FewPictures.Write(In("a.png"), 8, 8);
                break;
            case "lonely":
                FewPictures.WriteMask(In("a_mask.png"), 8, 8);
                break;
            case "unequal":
                FewPictures.Write(In("a.png"), 8, 8);
                FewPictures.WriteMask(In("a_mask.png"), 16, 8);
                break;
            case "black":
                FewPictures.Write(In("a.png"), 8, 8);
                FewPictures.WriteMask(In("a_mask.png"), 8, 8, left: 0, right: 127);
                break;
            case "text":
                FewPictures.WriteMask(In("a_mask.png"), 8, 8);
                File.WriteAllText(In("a.png"), "no picture");
                break;
        }

        int code = await InpaintAsync();

        Assert.Equal(1, code);
        Assert.StartsWith($"easel inpaint: error: {message.Replace("{in}", In(""))}", _run.Error);
        Assert.Null(_run.Opened);
        Assert.False(Directory.Exists(_run.Outdir));
    }

    [Theory]
    [InlineData("argument --indir: the folder of pictures and masks is needed; name it: --indir FOLDER", "--indir")]
    [InlineData("argument --outdir: the folder to write to is needed; name it: --outdir FOLDER", "--outdir", "")]
    [InlineData("argument --outdir: is the folder of the pictures themselves, whose names the painted ones have; name another", "--outdir", "{in}/../in")]
    [InlineData("argument --strength: '2' is out of range; 0 to 1 can be given", "--strength", "2")]
    [InlineData("argument --steps: '0' is out of range; 1 to 1000", "--steps", "0")]
    [InlineData("argument --sampler: there is no sampler 'DDIN'. Did you mean 'ddim'?", "--sampler", "DDIN")]
    [InlineData("argument --sampler: DDIM has a schedule of its own and cannot have Karras", "--schedule", "karras")]
    [InlineData("argument --sampler: Euler adds no fresh noise: eta must be 0, not 1", "--sampler", "euler", "--eta", "1")]
    public async Task Wrong_options_end_with_code_2_before_anything_is_done(string message, params string[] words)
    {
        WritePair("a", 8, 8);

        int code = await InpaintAsync([.. words.Select(word => word.Replace("{in}", In("")))]);

        Assert.Equal(2, code);
        Assert.StartsWith($"easel inpaint: error: {message}", _run.Error);
        Assert.Null(_run.Opened);
    }

    public void Dispose() => _run.Dispose();

    private static byte[] PixelOf(Image image, int x, int y) => image.Pixels.Slice(((y * image.Width) + x) * 3, 3).ToArray();

    private string In(string name) => _run.PathOf("in") + Path.DirectorySeparatorChar + name;

    private Image WritePair(string name, int width, int height)
    {
        FewPictures.WriteMask(In($"{name}_mask.png"), width, height);
        return FewPictures.Write(In($"{name}.png"), width, height);
    }

    private Task<int> InpaintAsync(params string[] words) => _run.RunAsync(["inpaint", "--indir", In(""), "--outdir", _run.Outdir, "--ckpt", _run.Checkpoint, "--steps", "3", .. words]);
}
