using System.Text.Json;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>The built command with the model that comes with it, as a process of its own in folders of all kinds.</summary>
public sealed class PocketRunTests : IDisposable
{
    private static readonly string[] s_fast = ["--ddim_steps", "2", "--threads", "2"];

    private readonly TestFolder _folder = new();

    public PocketRunTests() => _ = Pocket.Model;

    [Fact]
    public async Task One_command_paints_a_picture_in_any_folder()
    {
        (int code, string text) = await EaselProcess.RunAsync(_folder.Path, ["txt2img", "--prompt", "a red circle on a blue background"]);

        Assert.True(code == 0, text);
        Assert.Contains("No checkpoint given: painting with pocket, ", text, StringComparison.Ordinal);
        Assert.Equal(["samples/00000.png"], EngineRun.FilesIn(_folder.PathOf("outputs/txt2img-samples")));
        PngPicture picture = PngFile.Load(_folder.PathOf("outputs/txt2img-samples/samples/00000.png"));
        Assert.Equal((Pocket.Model.Defaults.Width, Pocket.Model.Defaults.Height), (picture.Image.Width, picture.Image.Height));
        Assert.Contains(", Model: pocket, ", picture.Texts[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_paints_wherever_it_is_copied_to()
    {
        string program = _folder.PathOf("program");
        CopyProgram(program);
        string elsewhere = Directory.CreateDirectory(_folder.PathOf("elsewhere")).FullName;

        (int code, string text) = await EaselProcess.RunAsync(Path.Combine(program, "easel.dll"), elsewhere, ["txt2img", "--json", .. s_fast]);

        Assert.True(code == 0, text);
        Assert.Equal(Path.Combine(program, "models", "pocket", "pocket.safetensors"), JsonDocument.Parse(text.Split('\n')[0]).RootElement.GetProperty("checkpoint").GetString());
        Assert.Single(EngineRun.FilesIn(elsewhere));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_good_enough_to_start_in()
    {
        using SmallDisk disk = SmallDisk.Mount(kilobytes: 64);
        disk.MakeReadOnly();

        (int code, string text) = await EaselProcess.RunAsync(disk.Path, ["txt2img", "--outdir", _folder.PathOf("out"), "--quiet", .. s_fast]);

        Assert.True((code, text) == (0, ""), text);
        Assert.Single(EngineRun.FilesIn(_folder.PathOf("out")));
    }

    [Theory]
    [InlineData("default")]
    [InlineData("pocket")]
    public async Task A_file_in_the_place_of_its_name_or_of_the_default_checkpoint_is_used_however_broken_it_is(string which)
    {
        string place = _folder.PathOf(which == "default" ? "models/ldm/stable-diffusion-v1/model.ckpt" : "pocket");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        await File.WriteAllTextAsync(place, "this is a text", TestContext.Current.CancellationToken);

        (int code, string text) = await EaselProcess.RunAsync(_folder.Path, which == "default" ? ["txt2img"] : ["txt2img", "--ckpt", "pocket"]);

        Assert.Equal(1, code);
        Assert.Contains("is a text file", text, StringComparison.Ordinal);
        Assert.DoesNotContain("painting with pocket", text, StringComparison.Ordinal);
        Assert.DoesNotContain(EngineRun.FilesIn(_folder.Path), name => name.EndsWith(".png", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_default_checkpoint_that_is_a_link_to_nowhere_is_not_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a privilege on Windows.");
        Directory.CreateDirectory(_folder.PathOf("models/ldm/stable-diffusion-v1"));
        File.CreateSymbolicLink(_folder.PathOf("models/ldm/stable-diffusion-v1/model.ckpt"), "/no/such/sd-v1-4.ckpt");

        (int code, string text) = await EaselProcess.RunAsync(_folder.Path, ["txt2img"]);

        Assert.Equal(1, code);
        Assert.Contains("is a symbolic link to /no/such/sd-v1-4.ckpt, and nothing is there", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("inspect", "pocket")]
    public async Task Inspect_tells_what_it_is(params string[] words)
    {
        (int code, string text) = await EaselProcess.RunAsync(_folder.Path, words);

        Assert.True(code == 0, text);
        Assert.StartsWith(Pocket.Model.Options.Checkpoint, text, StringComparison.Ordinal);
        Assert.Contains("family        Stable Diffusion v1: has the published model's structure in other sizes.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_of_it_among_other_models_and_vocabularies_finds_its_own_config_and_vocabulary()
    {
        PipelineOptions pocket = Pocket.Model.Options;
        string copy = _folder.PathOf("my models");
        Directory.CreateDirectory(copy);
        File.Copy(pocket.Checkpoint, Path.Combine(copy, "renamed.safetensors"));
        File.Copy(pocket.Config!, Path.Combine(copy, "config.yaml"));
        File.Copy(pocket.Vocabulary!, Path.Combine(copy, "bpe_simple_vocab_16e6.txt"));
        await File.WriteAllTextAsync(Path.Combine(copy, "merges.txt"), "#version: 0.2\na b\n", TestContext.Current.CancellationToken);
        using EngineRun run = new();
        string[] words = ["--H", "64", "--W", "64", "--n_samples", "1", "--n_iter", "1", "--skip_grid", "--precision", "full", .. s_fast];

        int byName = await run.PaintAsync(["--ckpt", "pocket", .. words]);
        int byPath = await run.PaintAsync(["--ckpt", Path.Combine(copy, "renamed.safetensors"), .. words]);

        Assert.True((byName, byPath) == (0, 0), run.Error);
        Assert.Equal(Pixels(run, "00000.png"), Pixels(run, "00001.png"));
    }

    [Fact]
    public async Task A_vocabulary_of_another_model_is_refused()
    {
        await File.WriteAllTextAsync(_folder.PathOf("merges.txt"), "#version: 0.2\na b\n", TestContext.Current.CancellationToken);
        using EngineRun run = new();

        int code = await run.PaintAsync("--ckpt", "pocket", "--vocab", _folder.PathOf("merges.txt"));

        run.AssertRefused(code, "515 tokens in prompts of 77, but the text encoder of ", "Name the vocabulary that belongs to it: --vocab PATH");
    }

    [Theory]
    [InlineData(96, 160)]
    [InlineData(160, 96)]
    [InlineData(256, 256)]
    [InlineData(136, 72)]
    [InlineData(8, 16)]
    public async Task Other_sizes_are_painted_too(int width, int height)
    {
        using EngineRun run = new();

        int code = await run.PaintAsync(["--ckpt", "pocket", "--W", $"{width}", "--H", $"{height}", .. s_fast]);

        Assert.True(code == 0, run.Error);
        Image image = PngFile.Load(Path.Combine(run.Outdir, "samples", "00000.png")).Image;
        Assert.Equal((width, height), (image.Width, image.Height));
    }

    [Theory]
    [InlineData("star.png", "a yellow star in the night sky")]
    [InlineData("house.png", "a photo of a red house in the desert")]
    [InlineData("sun.png", "a yellow sun above a blue boat at sunset")]
    [InlineData("heart.png", "a pink heart, stained glass")]
    [InlineData("rocket.png", "a green rocket in space, synthwave")]
    [InlineData("fish.png", "a cartoon of a blue fish in the sea")]
    public async Task The_commands_of_the_readme_paint_its_pictures(string picture, string prompt)
    {
        using EngineRun run = new();
        Image committed = Committed(picture);

        int exact = await run.PaintAsync("--ckpt", "pocket", "--prompt", prompt, "--precision", "full");
        int asWritten = await run.PaintAsync("--ckpt", "pocket", "--prompt", prompt);

        Assert.True((exact, asWritten) == (0, 0), run.Error);
        Compare.Pictures(picture, committed, PngFile.Load(Path.Combine(run.Outdir, "samples", "00000.png")).Image);
        double decibels = Compare.Decibels(committed.Pixels.Span, Pixels(run, "00001.png"));
        TestContext.Current.SendDiagnosticMessage($"{picture}: {decibels:F1} dB in autocast");
        Assert.True(decibels >= Tolerances.ChaoticPictureDecibels, $"{picture}: {decibels:F1} dB in autocast");
    }

    [Fact]
    public async Task Autocast_without_instructions_for_half_precision_paints_what_full_precision_paints()
    {
        (int code, string text) = await EaselProcess.RunAsync(
            _folder.Path, ["txt2img", "--prompt", "a yellow star in the night sky"], ("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX512F", "0"));

        Assert.True(code == 0, text);
        Compare.Pictures("star.png", Committed("star.png"), PngFile.Load(_folder.PathOf("outputs/txt2img-samples/samples/00000.png")).Image);
    }

    [Fact]
    public void A_program_paints_with_it_in_three_lines()
    {
        PocketModel pocket = Pocket.Model;

        using var pipeline = Pipeline.Open(pocket.Options);
        ImageUpdate picture = pipeline.Run(pocket.RequestFor("a red circle") with { Steps = 1 }, TestContext.Current.CancellationToken).OfType<ImageUpdate>().Single();

        Assert.Equal((pocket.Defaults.Width, pocket.Defaults.Height, "a red circle"), (picture.Width, picture.Height, picture.Prompt));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A picture of the readme.</summary>
    private static Image Committed(string picture) => PngFile.Load(Path.Combine(AppContext.BaseDirectory, "pictures", picture)).Image;

    private static byte[] Pixels(EngineRun run, string name) => PngFile.Load(Path.Combine(run.Outdir, "samples", name)).Image.Pixels.ToArray();

    /// <summary>What is installed: the command, the engine's assemblies, and the model.</summary>
    private static void CopyProgram(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "models", "pocket"));
        IEnumerable<string> files = Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Where(file => !Path.GetFileName(file).Contains("xunit", StringComparison.OrdinalIgnoreCase))
            .Concat(Directory.GetFiles(AppContext.BaseDirectory, "easel.*"))
            .Concat(Directory.GetFiles(PocketModel.Folder).Select(file => Path.Combine("models", "pocket", Path.GetFileName(file))))
            .Select(file => Path.GetRelativePath(AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, file))).Distinct();
        foreach (string file in files)
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(folder, file));
        }
    }
}
