using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Which sizes of pictures and latents can be painted, and what is said of the others.</summary>
public sealed class SizeTests : IDisposable
{
    private readonly EngineRun _run = new();

    [Theory]
    [InlineData(72, 88)]
    [InlineData(8, 16)]
    [InlineData(136, 8)]
    public async Task Sides_that_are_no_multiples_of_64_are_painted(int width, int height)
    {
        int code = await _run.PaintAsync([.. Tiny, "--W", $"{width}", "--H", $"{height}"]);

        Assert.True(code == 0, _run.Error);
        AssertPainted(width, height);
    }

    [Theory]
    [InlineData("8", "128", 128)]
    [InlineData("16", "256", 128)]
    [InlineData("4", "64", 128)]
    public async Task The_latent_is_the_asked_sides_by_f_and_the_picture_eight_times_the_latent(string factor, string asked, int painted)
    {
        int code = await _run.PaintAsync([.. EngineRun.Micro, "--ddim_steps", "1", "--f", factor, "--W", asked, "--H", asked]);

        Assert.True(code == 0, _run.Error);
        AssertPainted(painted, painted);
    }

    [Theory]
    [InlineData("A width of 72 pixels is not a multiple of 16. The nearest are 64 and 80.", "--W", "72", "--H", "64", "--f", "16")]
    [InlineData("which become pictures of 32768 x 32768; 8192 can be painted. The model's own factor is 8.", "--H", "4096", "--W", "4096", "--f", "1")]
    [InlineData("4096 pictures of 8192 x 8192 pixels are too many to paint at once. Paint fewer (--n_samples)", "--H", "8192", "--W", "8192", "--n_samples", "4096")]
    [InlineData("64 x 64 pixels are too few for this model", "--W", "64", "--H", "64")]
    [InlineData("One side must be 72 or more.", "--W", "64", "--H", "64")]
    [InlineData("3 latent channels (--C) were asked for, but the model has 4.", "--C", "3")]
    [InlineData("A guidance scale of 2000000 leaves nothing of a picture; 7.5 is usual, -1000000 to 1000000 can be used.", "--scale", "2e6")]
    public async Task What_does_not_fit_the_model_is_refused(string said, params string[] words)
    {
        int code = await _run.PaintAsync([.. EngineRun.Micro, .. words]);

        _run.AssertRefused(code, said);
    }

    [Fact]
    public async Task One_pixel_of_latent_is_too_few_where_groups_are_single_channels()
    {
        int code = await _run.PaintAsync([.. Tiny, "--W", "8", "--H", "8"]);

        _run.AssertRefused(code, "8 x 8 pixels are too few for this model", "One side must be 16 or more.");
    }

    private static string[] Tiny =>
    [
        "--ckpt", Goldens.Path("tiny-sd", "model.ckpt"), "--config", Goldens.Path("tiny-sd", "v1-tiny-inference.yaml"),
        "--vocab", Goldens.Path("bpe_simple_vocab_16e6.txt.gz"), .. EngineRun.Small,
    ];

    /// <summary>The picture has this size, and something is on it.</summary>
    private void AssertPainted(int width, int height)
    {
        Image image = PngFile.Load(Path.Combine(_run.Outdir, "samples", "00000.png")).Image;
        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.InRange(image.Pixels.ToArray().Distinct().Count(), 32, 256);
    }

    public void Dispose() => _run.Dispose();
}
