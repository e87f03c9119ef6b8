using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Tensors;

namespace Easel.Tests.Cli;

public sealed class TextToImageTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task Pictures_and_grid_are_numbered_from_nought_in_a_new_folder()
    {
        int code = await _run.PaintAsync();

        Assert.Equal(0, code);
        Assert.Equal(["grid-0000.png", .. Enumerable.Range(0, 6).Select(i => $"samples/0000{i}.png")], _run.Files());
        Assert.True(_run.Painter!.IsDisposed);
    }

    [Fact]
    public async Task Prepared_weights_are_kept_only_where_asked_for_and_in_the_users_cache_unless_a_folder_is_named()
    {
        await _run.PaintAsync();
        Assert.Null(_run.Opened!.WeightCache);

        await _run.PaintAsync("--weight-cache", _run.PathOf("kept"));
        Assert.Equal(_run.PathOf("kept"), _run.Opened!.WeightCache!.Folder);

        string? before = Environment.GetEnvironmentVariable("EASEL_CACHE");
        Environment.SetEnvironmentVariable("EASEL_CACHE", _run.PathOf("users"));
        try
        {
            await _run.PaintAsync("--weight-cache", "--quiet");
        }
        finally
        {
            Environment.SetEnvironmentVariable("EASEL_CACHE", before);
        }

        Assert.Equal(_run.PathOf(Path.Combine("users", "weights")), _run.Opened!.WeightCache!.Folder);
    }

    [Fact]
    public async Task A_second_run_goes_on_counting()
    {
        await _run.PaintAsync("--n_samples", "1", "--n_iter", "1");
        await _run.PaintAsync("--n_samples", "1", "--n_iter", "1");

        Assert.Equal(["grid-0000.png", "grid-0001.png", "samples/00000.png", "samples/00001.png"], _run.Files());
    }

    [Fact]
    public async Task Stray_files_count_as_in_the_original_and_nothing_is_ever_overwritten()
    {
        Directory.CreateDirectory(Path.Combine(_run.Outdir, "samples"));
        foreach (string name in new[] { "notes.txt", "00003.png", "00004.png" })
        {
            File.WriteAllText(Path.Combine(_run.Outdir, "samples", name), "precious");
        }

        File.WriteAllText(Path.Combine(_run.Outdir, "grid-0001.png"), "precious");

        int code = await _run.PaintAsync("--n_samples", "2", "--n_iter", "1");

        Assert.Equal(0, code);
        Assert.Equal(
            ["grid-0001.png", "grid-0002.png", "samples/00003.png", "samples/00004.png", "samples/00005.png", "samples/00006.png", "samples/notes.txt"],
            _run.Files());
        Assert.Equal("precious", File.ReadAllText(Path.Combine(_run.Outdir, "samples", "00003.png")));
        Assert.Equal("precious", File.ReadAllText(Path.Combine(_run.Outdir, "grid-0001.png")));
    }

    [Fact]
    public async Task Files_have_the_painted_pixels_in_order_and_the_grid_has_them_all()
    {
        await _run.PaintAsync("--n_samples", "2", "--n_iter", "2", "--seed", "5");

        ImageRequest request = new() { Batches = [], Width = 8, Height = 16, Seed = 5 };
        Image[] expected = [.. from iteration in Enumerable.Range(0, 2) from index in Enumerable.Range(0, 2) select Image.FromUnit(PaintedByTest.Texture(request, iteration, 0, index), 8, 16)];
        Image[] actual = [.. Enumerable.Range(0, 4).Select(i => Load($"samples/0000{i}.png").Image)];
        Assert.Equal(expected.Select(image => image.Pixels.ToArray()), actual.Select(image => image.Pixels.ToArray()));
        Assert.Equal(ImageGrid.Compose(expected, 2).Pixels.ToArray(), Load("grid-0000.png").Image.Pixels.ToArray());
    }

    [Theory]
    [InlineData("2", 22, 38)] // four pictures of 8 x 16
    [InlineData("0", 32, 38)] // as many as n_samples, 3; the last row has one
    [InlineData("9", 42, 20)]
    public async Task The_grid_has_the_asked_number_in_a_row(string perRow, int width, int height)
    {
        File.WriteAllLines(_run.PathOf("prompts.txt"), ["a", "b", "c", "d"]);
        await _run.PaintAsync("--from-file", _run.PathOf("prompts.txt"), "--n_iter", "1", "--n_rows", perRow, "--n_samples", "3");

        Image grid = Load("grid-0000.png").Image;

        Assert.Equal((width, height), (grid.Width, grid.Height));
    }

    [Fact]
    public async Task A_file_of_prompts_is_painted_in_batches_and_a_short_last_one_stays_short()
    {
        await File.WriteAllTextAsync(_run.PathOf("prompts.txt"), "\uFEFFa red fox\r\n\nCafé in 東京\n[ugly:1.2]\u2028last", TestContext.Current.CancellationToken);

        int code = await _run.PaintAsync("--from-file", _run.PathOf("prompts.txt"), "--n_samples", "2", "--n_iter", "2");

        string[] prompts = [.. Enumerable.Range(0, 10).Select(i => Load($"samples/{i:00000}.png").Texts[0].Text.Split('\n')[0])];
        Assert.Equal(0, code);
        Assert.Equal(["a red fox", "", "Café in 東京", "[ugly:1.2]", "last", "a red fox", "", "Café in 東京", "[ugly:1.2]", "last"], prompts);
    }

    [Fact]
    public async Task Files_that_are_not_wanted_are_not_written()
    {
        Assert.Equal(0, await _run.PaintAsync("--skip_grid", "--skip_save"));
        Assert.Empty(_run.Files());

        await _run.PaintAsync("--skip_save");
        Assert.Equal(["grid-0000.png"], _run.Files());

        await _run.PaintAsync("--skip_grid", "--n_iter", "1", "--n_samples", "1");
        Assert.Equal(["grid-0000.png", "samples/00000.png"], _run.Files());
    }

    [Fact]
    public async Task A_grid_too_large_is_left_out_with_a_warning()
    {
        _run.AfterStep = _ => _run.Interrupt.Cancel(); // painting that much would take forever

        int code = await _run.PaintAsync("--n_iter", "1000000", "--H", "8192", "--json");

        Assert.Equal(130, code);
        Assert.Contains("a grid of all 3000000 pictures would be 32 x 8194000002 pixels, which is too large", _run.Output);
    }

    [Fact]
    public async Task Options_reach_the_engine()
    {
        int code = await _run.PaintAsync(
            "--plms", "--dpm_solver", "--ddim_eta", "0.5", "--scale", "-1.5", "--seed", "4294967295", "--noise", "cuda", "--fixed_code", "--precision", "full", "--threads", "3", "--ema", "--C", "8", "--f", "4",
            "--n_iter", "1");

        Assert.Equal(0, code);
        Assert.Equal(
            (_run.Checkpoint, null, Precision.Full, 3, true),
            (_run.Opened!.Checkpoint, _run.Opened.Config, _run.Opened.Precision, _run.Opened.Threads, _run.Opened.UseAveragedWeights));
        ImageRequest request = _run.Painter!.Request!;
        Assert.Equal(
            (SamplerKind.DpmSolver, (double?)0.5, -1.5, 4294967295UL, NoiseKind.Cuda, true, 3, 3, 1, 8, 4),
            (request.Sampler, request.Eta, request.GuidanceScale, request.Seed, request.Noise, request.FixedStart, request.NoiseBatch, request.Steps, request.Iterations, request.LatentChannels, request.Downsampling));
    }

    [Theory]
    [InlineData(PromptSyntax.Literal)]
    [InlineData(PromptSyntax.Weighted, "--syntax", "weighted")]
    public async Task Prompts_are_read_as_they_stand_unless_weights_are_asked_for(PromptSyntax syntax, params string[] words)
    {
        await _run.PaintAsync([.. words, "--prompt", "a (red:1.3) fox"]);

        Assert.Equal(syntax, _run.Painter!.Request!.Syntax);
    }

    [Fact]
    public async Task Without_options_the_engine_is_asked_for_the_originals_defaults()
    {
        await _run.RunAsync("txt2img", "--ckpt", _run.Checkpoint, "--outdir", _run.Outdir, "--skip_save", "--skip_grid");

        ImageRequest request = _run.Painter!.Request!;
        Assert.Equal([["a painting of a virus monster playing guitar", "a painting of a virus monster playing guitar", "a painting of a virus monster playing guitar"]], request.Batches);
        Assert.Equal(
            (SamplerKind.Ddim, 50, (double?)0.0, 7.5, 512, 512, 42UL, NoiseKind.Torch, false, 2),
            (request.Sampler, request.Steps, request.Eta, request.GuidanceScale, request.Width, request.Height, request.Seed, request.Noise, request.FixedStart, request.Iterations));
        Assert.Equal((4, 8), (request.LatentChannels, request.Downsampling));
        Assert.Equal((Precision.Autocast, 0, false, null), (_run.Opened!.Precision, _run.Opened.Threads, _run.Opened.UseAveragedWeights, _run.Opened.Config));
    }

    [Fact]
    public async Task A_checkpoint_behind_symbolic_links_is_found()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a privilege on Windows.");
        File.CreateSymbolicLink(_run.PathOf("link"), _run.Checkpoint);
        File.CreateSymbolicLink(_run.PathOf("link2"), "link");

        Assert.Equal(0, await _run.PaintAsync("--ckpt", _run.PathOf("link2"), "--n_iter", "1"));
    }

    public void Dispose() => _run.Dispose();

    private PngPicture Load(string name) => PngFile.Load(Path.Combine(_run.Outdir, name));
}
