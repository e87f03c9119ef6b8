using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Imaging.Resampling;

namespace Easel.Tests.Cli;

public sealed class ImageToImageTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task Without_options_the_engine_is_asked_for_the_originals_defaults()
    {
        FewPictures.Write(Picture, 64, 32);

        int code = await _run.RunAsync("img2img", "--init-img", Picture, "--ckpt", _run.Checkpoint, "--outdir", _run.Outdir);

        Assert.True(code == 0, _run.Error);
        ImageRequest request = _run.Painter!.Request!;
        Assert.Equal([["a painting of a virus monster playing guitar", "a painting of a virus monster playing guitar"]], request.Batches);
        Assert.Equal(
            (SamplerKind.Ddim, 50, (double?)0.0, 5.0, 64, 32, 42UL, NoiseKind.Torch, false, 1, 2),
            (request.Sampler, request.Steps, request.Eta, request.GuidanceScale, request.Width, request.Height, request.Seed, request.Noise, request.FixedStart, request.Iterations, request.NoiseBatch));
        Assert.Equal((0.75, null, PromptSyntax.Literal, false), (request.Initial!.Strength, request.Initial.Mask, request.Syntax, request.HasSeedPerIteration));
        Assert.Equal(["grid-0000.png", "samples/00000.png", "samples/00001.png"], _run.Files());
        string[] lines = _run.Output.Split('\n');
        Assert.Equal([$"Loading model from {_run.Checkpoint}", $"loaded input image of size (64, 32) from {Picture}", "target t_enc is 37 steps"], lines[..3]);
        Assert.Equal(["Your samples are ready and waiting for you here:", _run.Outdir, "", "Enjoy.", ""], lines[^5..]);
    }

    [Fact]
    public async Task Sides_are_rounded_down_to_multiples_of_32_and_scaled_as_Pillow_does()
    {
        Image picture = FewPictures.Write(Picture, 70, 95);
        FewPictures.WriteMask(Mask, 70, 95);

        int code = await PaintAsync("--mask", Mask, "--strength", "1.0");

        Assert.True(code == 0, _run.Error);
        ImageRequest request = _run.Painter!.Request!;
        Assert.Equal((64, 64, 1.0), (request.Width, request.Height, request.Initial!.Strength));
        Assert.Equal(PillowResize.Resize(picture, 64, 64, PillowFilter.Lanczos).Pixels.ToArray(), request.Initial.Picture.Pixels.ToArray());
        Assert.Equal(Enumerable.Range(0, 64).Select(x => (byte)(x < 32 ? 0 : 255)), request.Initial.Mask!.Pixels[..64].ToArray());
    }

    [Fact]
    public async Task Options_reach_the_engine()
    {
        File.WriteAllLines(_run.PathOf("prompts.txt"), ["a", "b", "c"]);
        FewPictures.Write(Picture, 32, 32);

        int code = await PaintAsync(
            "--from-file", _run.PathOf("prompts.txt"), "--dpm_solver", "--plms", "--strength", "0.5", "--seed", "7", "--noise", "cuda", "--scale", "3", "--n_iter", "2", "--n_samples", "2", "--n_rows", "4", "--ddim_steps", "6");

        Assert.True(code == 0, _run.Error);
        ImageRequest request = _run.Painter!.Request!;
        Assert.Equal([["a", "b"], ["c"]], request.Batches);
        Assert.Equal(
            (SamplerKind.DpmSolver, 6, 3.0, 7UL, NoiseKind.Cuda, 2, 2, 0.5),
            (request.Sampler, request.Steps, request.GuidanceScale, request.Seed, request.Noise, request.Iterations, request.NoiseBatch, request.Initial!.Strength));
        Image grid = PngFile.Load(Path.Combine(_run.Outdir, "grid-0000.png")).Image;
        Assert.Equal((138, 70), (grid.Width, grid.Height)); // four of six pictures in a row
        Assert.DoesNotContain("target t_enc", _run.Output);
    }

    [Theory]
    [InlineData("--fixed_code")]
    [InlineData("--C", "8")]
    [InlineData("--f", "4")]
    public async Task What_has_no_effect_in_the_original_has_none_here_and_is_told(params string[] words)
    {
        FewPictures.Write(Picture, 32, 32);

        int code = await PaintAsync([.. words, "--json"]);

        Assert.True(code == 0, _run.Error);
        Assert.Contains($"{words[0]} changes nothing in img2img, as in the original.", _run.Output);
        Assert.Equal((false, 4, 8), (_run.Painter!.Request!.FixedStart, _run.Painter.Request.LatentChannels, _run.Painter.Request.Downsampling));
    }

    [Theory]
    [InlineData("argument --init-img: a picture to begin with is needed; name one: --init-img FILE", "--init-img")]
    [InlineData("argument --init-img: a picture to begin with is needed", "--init-img=")]
    [InlineData("argument --strength: '1.01' is out of range; 0 to 1 can be given", "--strength", "1.01")]
    [InlineData("argument --strength: '-0.5' is out of range; 0 to 1 can be given", "--strength", "-0.5")]
    [InlineData("argument --strength: 'nan' is not a finite number", "--strength", "nan")]
    [InlineData("argument --strength: invalid float value: 'half'", "--strength", "half")]
    [InlineData("argument --mask: no file is given", "--mask", "")]
    [InlineData("argument --ddim_eta: must be 0 for PLMS", "--plms", "--ddim_eta", "0.1")]
    [InlineData("argument --ddim_steps: DPM-Solver needs 2 or more", "--dpm_solver", "--ddim_steps", "1")]
    [InlineData("argument --prompt: no prompt is given", "--prompt")]
    [InlineData("argument --outdir: expected the name of a folder", "--outdir")]
    [InlineData("argument --ckpt: no file is given", "--ckpt", "")]
    [InlineData("unrecognized arguments: '--H' '512'", "--H", "512")]
    [InlineData("unrecognized arguments: '--laion400m'", "--laion400m")]
    public async Task Wrong_options_end_with_code_2_before_anything_is_done(string message, params string[] words)
    {
        int code = await PaintAsync(words);

        Assert.Equal(2, code);
        Assert.StartsWith($"easel img2img: error: {message}", _run.Error);
        Assert.Equal("", _run.Output);
        Assert.False(Directory.Exists(_run.Outdir));
    }

    [Fact]
    public async Task Without_a_picture_the_command_says_which_one_paints_without()
    {
        Assert.Equal(2, await _run.RunAsync("img2img", "--ckpt", _run.Checkpoint));

        Assert.Contains("Without one, easel txt2img paints", _run.Error);
    }

    [Theory]
    [InlineData("is 31 x 40 pixels, but sides are rounded down to multiples of 32: both must be 32 or more.", 31, 40)]
    [InlineData("is 40 x 8 pixels, but sides are rounded down to multiples of 32", 40, 8)]
    public async Task A_picture_of_which_nothing_would_be_left_is_refused(string message, int width, int height)
    {
        FewPictures.Write(Picture, width, height);

        Assert.Equal(1, await PaintAsync());

        Assert.StartsWith($"easel img2img: error: {Picture} {message}", _run.Error);
        Assert.Null(_run.Opened);
    }

    [Fact]
    public async Task A_missing_picture_is_named_in_JSON_too()
    {
        Assert.Equal(1, await PaintAsync("--json"));

        Assert.Contains($"\"event\":\"error\",\"message\":\"{Picture}: there is no such file", _run.Output);
        Assert.Null(_run.Opened);
    }

    public void Dispose() => _run.Dispose();

    private string Picture => _run.PathOf("in/picture.png");

    private string Mask => _run.PathOf("in/mask.png");

    private Task<int> PaintAsync(params string[] words) => _run.RunAsync(["img2img", "--init-img", Picture, "--ckpt", _run.Checkpoint, "--outdir", _run.Outdir, "--ddim_steps", "3", .. words]);
}
