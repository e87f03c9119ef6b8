using System.Buffers.Binary;
using System.Text;
using Easel.Diffusion;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Tests.Imaging;

namespace Easel.Tests.Cli;

/// <summary><c>--params-from</c>: every way in which pictures tell how they were painted.</summary>
public sealed class DemoParametersTests : IDisposable
{
    private readonly CommandRun _run = new() { DrawBelow = _ => 9 };

    private string Source => _run.PathOf("source.png");

    private ImageRequest Request => _run.Painter!.Request!;

    [Fact]
    public async Task A_picture_of_demo_is_painted_again()
    {
        await PaintedAsync(["--output", Source, "--prompt", "-a fox = red", "--seed", "77", "--num-inference-steps", "5", "--guidance-scale", "3", "--H", "24", "--W", "16", "--beta-end", "0.02"]);
        ImageRequest first = Request;
        float[] alphas = _run.Opened!.Schedule!.Alphas.ToArray();

        await PaintedAsync(["--output", _run.PathOf("again.png"), "--params-from", Source]);

        Assert.Equal(first with { Batches = [] }, Request with { Batches = [] });
        Assert.Equal(first.Batches, Request.Batches);
        Assert.Equal(alphas, _run.Opened!.Schedule!.Alphas.ToArray());
        Assert.Equal(PngFile.Load(Source).Image.Pixels.ToArray(), PngFile.Load(_run.PathOf("again.png")).Image.Pixels.ToArray());
        Assert.Contains($"Using arguments from {Source} as base.\nFinal arguments are\n", _run.Output);
        Assert.Contains("\n  --seed 77\n", _run.Output);
    }

    [Fact]
    public async Task What_is_given_counts_more_even_where_the_picture_s_own_cannot_be_used()
    {
        Write(new PngText("stable_diffusion_seed", "-5"), new PngText("stable_diffusion_prompt", "old"));

        await PaintedAsync(["--params-from", Source, "--seed", "4", "--prompt", "new"]);

        Assert.Equal((4UL, "new"), (Request.Seed, Request.Batches[0][0]));
    }

    [Fact]
    public async Task The_original_s_exif_is_read()
    {
        // As json.dumps and piexif write them.
        const string Json = """{"stable_diffusion_model": "bes-dev/stable-diffusion-v1-4-openvino", "stable_diffusion_seed": "11", "stable_diffusion_num_inference_steps": "6", "stable_diffusion_prompt": "Caf\u00e9", "stable_diffusion_output": "gone.png"}""";
        byte[] exif = Exif(("stable_diffusion.openvino", 0x0131), (Json, 0x010E));
        File.WriteAllBytes(Source, TestPng.File(
            TestPng.Header(16, 8, 8, 2), TestPng.Chunk("eXIf", exif), TestPng.Chunk("IDAT", TestPng.Compress(TestPng.Rows(16, 8, 8, 3, isInterlaced: false, (_, _, _) => 1))), TestPng.Chunk("IEND")));

        await PaintedAsync(["--params-from", Source]);

        Assert.Equal((11UL, 6, "Café", 16, 8), (Request.Seed, Request.Steps, Request.Batches[0][0], Request.Width, Request.Height));
        Assert.False(File.Exists("gone.png"));
    }

    [Fact]
    public async Task Easel_s_own_record_is_read_and_what_cannot_be_had_is_told()
    {
        await _run.PaintAsync("--n_iter", "1", "--n_samples", "1", "--seed", "3", "--prompt", "a b", "--scale", "4");
        string picture = Path.Combine(_run.Outdir, "samples", "00000.png");

        PngText record = PngFile.Load(picture).Texts.Single(text => text.Keyword == "easel");
        Write(record);
        await PaintedAsync(["--params-from", Source]);

        Assert.Equal((3UL, 3, 4.0, "a b", 8, 16), (Request.Seed, Request.Steps, Request.GuidanceScale, Request.Batches[0][0], Request.Width, Request.Height));
        Assert.Contains("warning: it was painted with the sampler 'ddim' and 'torch' noise", _run.Error);
    }

    [Fact]
    public async Task A_grid_is_refused()
    {
        await _run.PaintAsync("--n_iter", "1", "--n_samples", "2");

        int code = await RunAsync("--params-from", Path.Combine(_run.Outdir, "grid-0000.png"));

        Assert.Equal(1, code);
        Assert.Contains("is a grid of several pictures", _run.Error);
    }

    [Fact]
    public async Task A_web_UI_s_parameters_are_read()
    {
        Write(new PngText("parameters", "a fox,\nin fog\nNegative prompt: blurry,\nugly\nSteps: 21, Sampler: Euler a, CFG scale: 6.5, Seed: 123, Size: 32x24, Model: \"x, y\", Version: v1.10"));

        await PaintedAsync(["--params-from", Source]);

        Assert.Equal((123UL, 21, 6.5, "a fox,\nin fog", 32, 24), (Request.Seed, Request.Steps, Request.GuidanceScale, Request.Batches[0][0], Request.Width, Request.Height));
        Assert.Contains("negative prompt, which demo does not have, so it is left out: 'blurry,", _run.Error);
        Assert.Contains("sampler 'Euler a'", _run.Error);
    }

    [Fact]
    public async Task A_text_that_was_made_to_take_hours_tells_nothing()
    {
        Write(new PngText("parameters", new string('a', 2_000_000)));

        int code = await RunAsync("--params-from", Source);

        Assert.Equal(1, code);
        Assert.Contains("does not tell how it was painted", _run.Error);
    }

    [Fact]
    public async Task Files_that_a_picture_names_lose_their_folders()
    {
        Write(new PngText("stable_diffusion_init_image", "/home/somebody/secret.png"), new PngText("stable_diffusion_model", "other.ckpt"), new PngText("stable_diffusion_new", "1"));

        int code = await _run.RunAsync("demo", "--params-from", Source, "--output", _run.PathOf("output.png"), "--model", _run.Checkpoint);

        Assert.Equal(1, code);
        Assert.Contains("argument --init-image: there is no file secret.png.", _run.Error);
        Assert.DoesNotContain("somebody", _run.Error);
    }

    [Fact]
    public async Task A_model_that_is_not_here_is_told_and_the_usual_one_taken()
    {
        Write(new PngText("stable_diffusion_model", "other.ckpt"), new PngText("stable_diffusion_new", "1"), new PngText("stable_diffusion_seed", "1"));

        await PaintedAsync(["--params-from", Source]);

        Assert.Contains("warning: it was painted with the model 'other.ckpt', which is not here", _run.Error);
        Assert.Contains("warning: its argument 'new' is unknown", _run.Error);
    }

    [Theory]
    [InlineData("stable_diffusion_seed", "x", "cannot be used here: argument --seed: invalid int value: 'x'")]
    [InlineData("easel", "{", "its text 'easel' is damaged")]
    [InlineData("easel", "{}", "its text 'easel' is damaged")]
    [InlineData("easel", "[]", "its text 'easel' is damaged")]
    [InlineData("parameters", "a cat", "does not tell how it was painted")]
    [InlineData("Title", "a cat", "does not tell how it was painted")]
    public async Task A_picture_that_tells_nothing_of_use_is_named(string keyword, string text, string said)
    {
        Write(new PngText(keyword, text));

        int code = await RunAsync("--params-from", Source);

        Assert.Equal(1, code);
        Assert.Contains(Source, _run.Error);
        Assert.Contains(said, _run.Error);
    }

    [Theory]
    [InlineData(0)] // a directory of no entries
    [InlineData(0x7FFFFFF0)] // one that lies behind the end
    public async Task Exif_that_leads_nowhere_is_none(int place)
    {
        byte[] exif = Exif(("stable_diffusion.openvino", 0x0131), ("{}", 0x010E));
        BinaryPrimitives.WriteInt32BigEndian(exif.AsSpan(place == 0 ? 4 : 18), place);
        File.WriteAllBytes(Source, TestPng.File(
            TestPng.Header(8, 8, 8, 2), TestPng.Chunk("eXIf", exif), TestPng.Chunk("IDAT", TestPng.Compress(TestPng.Rows(8, 8, 8, 3, isInterlaced: false, (_, _, _) => 1))), TestPng.Chunk("IEND")));

        int code = await RunAsync("--params-from", Source);

        Assert.Equal(1, code);
        Assert.Contains("does not tell how it was painted", _run.Error);
    }

    public void Dispose() => _run.Dispose();

    private Task<int> RunAsync(params string[] words) => _run.RunAsync(["demo", "--model", _run.Checkpoint, "--output", _run.PathOf("output.png"), .. words]);

    private async Task PaintedAsync(string[] words)
    {
        int code = await RunAsync(words);
        Assert.True(code == 0, _run.Error);
    }

    private void Write(params PngText[] texts) => File.WriteAllBytes(Source, PngFile.Encode(new Image(8, 8, new byte[8 * 8 * 3]), texts));

    /// <summary>A block of EXIF with texts of five bytes or more, the highest byte first.</summary>
    private static byte[] Exif(params (string Text, int Tag)[] texts)
    {
        List<byte> entries = [];
        List<byte> values = [];
        int behind = 8 + 2 + (12 * texts.Length) + 4;
        foreach ((string text, int tag) in texts)
        {
            entries.AddRange([(byte)(tag >> 8), (byte)tag, 0, 2, .. Big(text.Length), .. Big(behind + values.Count)]);
            values.AddRange(Encoding.ASCII.GetBytes(text));
        }

        return [.. "MM\0*"u8, .. Big(8), 0, (byte)texts.Length, .. entries, 0, 0, 0, 0, .. values];
    }

    private static byte[] Big(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
