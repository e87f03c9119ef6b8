using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Easel.Diffusion;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Imaging.Resampling;

namespace Easel.Tests.Cli;

/// <summary><c>easel paint --init</c>.</summary>
public sealed class PaintFromPictureTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task The_picture_keeps_its_size_in_steps_of_8_and_the_mask_goes_along()
    {
        Image picture = FewPictures.Write(Picture, 50, 36);
        FewPictures.WriteMask(Mask, 50, 36, left: 0, right: 200);

        int code = await PaintAsync("--mask", Mask);

        Assert.True(code == 0, _run.Error);
        ImageRequest request = _run.Painter!.Request!;
        InitialPicture initial = request.Initial!;
        Assert.Equal((48, 32, 0.75, MaskBlending.Exact), (request.Width, request.Height, initial.Strength, initial.Blending));
        Assert.Equal(PillowResize.Resize(picture, 48, 32, PillowFilter.Lanczos).Pixels.ToArray(), initial.Picture.Pixels.ToArray());
        Assert.Equal((48, 32), (initial.Mask!.Width, initial.Mask.Height));
        Assert.Equal(Enumerable.Range(0, 48).Select(x => (byte)(x < 24 ? 0 : 200)), initial.Mask.Pixels[..48].ToArray());
        Assert.Contains($"{Picture} is 50 x 36 pixels, and painted as 48 x 32; --size chooses another size\n", _run.Output);
    }

    [Fact]
    public async Task A_size_that_is_asked_for_is_covered_and_the_rest_cut_off_at_both_sides()
    {
        Image picture = FewPictures.Write(Picture, 64, 32);
        FewPictures.WriteMask(Mask, 64, 32);

        int code = await PaintAsync("--mask", Mask, "--size", "16x16", "--strength", "1");

        Assert.True(code == 0, _run.Error);
        InitialPicture initial = _run.Painter!.Request!.Initial!;
        Assert.Equal((16, 16, 1.0), (initial.Picture.Width, initial.Picture.Height, initial.Strength));
        Assert.Equal(PillowResize.Cover(picture, 16, 16, PillowFilter.Lanczos).Pixels.ToArray(), initial.Picture.Pixels.ToArray());
        Assert.Equal(Enumerable.Range(0, 16).Select(x => (byte)(x < 8 ? 0 : 255)), initial.Mask!.Pixels[..16].ToArray());
    }

    [Fact]
    public async Task A_picture_far_larger_than_the_model_paints_is_made_smaller()
    {
        FewPictures.Write(Picture, 1600, 800);

        int code = await PaintAsync();

        Assert.True(code == 0, _run.Error);
        // 2.25 times 512 x 512 pixels in the proportion 2 : 1 are 1086.1 x 543.1.
        Assert.Equal((1080, 536), (_run.Painter!.Request!.Width, _run.Painter.Request.Height));
    }

    [Fact]
    public async Task Pictures_tell_what_they_began_with()
    {
        Image picture = FewPictures.Write(Picture, 16, 8);
        FewPictures.WriteMask(Mask, 16, 8);

        await PaintAsync("--mask", Mask, "--strength", "0.5");

        string path = Path.Combine(_run.Outdir, "00000-1.png");
        string parameters = PngFile.Load(path).Texts.Single(text => text.Keyword == "parameters").Text;
        string pictureHash = Convert.ToHexStringLower(SHA256.HashData(picture.Pixels.Span));
        string maskHash = Convert.ToHexStringLower(SHA256.HashData(_run.Painter!.Request!.Initial!.Mask!.Pixels.Span));
        Assert.Contains($"Model: model, Denoising strength: 0.5, Init image hash: {pictureHash}, Mask hash: {maskHash}, RNG: CPU, ", parameters);
        JsonElement initial = JsonDocument.Parse(PngFile.Load(path).Texts.Single(text => text.Keyword == "easel").Text).RootElement.GetProperty("request").GetProperty("initial");
        Assert.Equal((0.5, pictureHash, maskHash, "exact"), (initial.GetProperty("strength").GetDouble(), initial.GetProperty("sha256").GetString(), initial.GetProperty("maskSha256").GetString(), initial.GetProperty("blending").GetString()));
    }

    [Theory]
    [InlineData("{picture}: there is no such file.", "none", "")]
    [InlineData("{picture}: it is", "text", "")]
    [InlineData("{picture} is 7 x 100 pixels, and 7 x 100 would be painted; both sides must be 8 or more. --size WIDTHxHEIGHT chooses others.", "thin", "")]
    [InlineData("The mask {mask} is 16 x 16 pixels, but its picture {picture} is 16 x 8; they must be of one size.", "good", "square")]
    [InlineData("The mask {mask} is black all over, so nothing would be painted. White is painted anew.", "good", "black")]
    [InlineData("{mask}: there is no such file.", "good", "none")]
    public async Task Pictures_that_cannot_be_used_are_named_before_the_model_is_opened(string message, string picture, string mask)
    {
        File.WriteAllText(_run.PathOf("text.png"), "no picture");
        FewPictures.Write(_run.PathOf("thin.png"), 7, 100);
        FewPictures.Write(_run.PathOf("good.png"), 16, 8);
        FewPictures.WriteMask(_run.PathOf("square.png"), 16, 16);
        FewPictures.WriteMask(_run.PathOf("black.png"), 16, 8, left: 0, right: 0);
        (string picturePath, string maskPath) = (_run.PathOf($"{picture}.png"), _run.PathOf($"{mask}.png"));

        int code = await _run.RunAsync(["paint", "a fox", "--ckpt", _run.Checkpoint, "--out", _run.Outdir, "--seed", "1", "--init", picturePath, .. mask.Length > 0 ? new[] { "--mask", maskPath } : []]);

        Assert.Equal(1, code);
        Assert.StartsWith($"easel paint: error: {message.Replace("{picture}", picturePath).Replace("{mask}", maskPath)}", _run.Error);
        Assert.Null(_run.Opened);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_wait_for_a_pipe_that_nobody_writes_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: there is no mkfifo on Windows.");
        string pipe = _run.PathOf("pipe.png");
        using (Process made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Task<int> painting = _run.RunAsync("paint", "fox", "--seed", "1", "--ckpt", _run.Checkpoint, "--init", pipe, "--out", _run.Outdir);
        await _run.Interrupt.CancelAsync();
        int code = await painting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await using (FileStream writer = new(pipe, FileMode.Open, FileAccess.ReadWrite))
        {
            // Lets the reader go.
        }

        Assert.Equal((130, "easel paint: Interrupted.\n"), (code, _run.Error));
        Assert.Null(_run.Opened);
    }

    public void Dispose() => _run.Dispose();

    private string Picture => _run.PathOf("in/picture.png");

    private string Mask => _run.PathOf("in/mask.png");

    private Task<int> PaintAsync(params string[] words) => _run.RunAsync(["paint", "a fox", "--ckpt", _run.Checkpoint, "--out", _run.Outdir, "--steps", "3", "--seed", "1", "--init", Picture, .. words]);
}
