using System.Text.Json;
using Easel.Diffusion;
using Easel.Diffusion.Samplers;
using Easel.Imaging.Png;

namespace Easel.Tests.Cli;

/// <summary>The model that comes with Easel, chosen for lack of a checkpoint or by its name. It says here what it is asked for by default; a stand-in paints.</summary>
public sealed class PocketTests : IDisposable
{
    private const string Notice =
        "No checkpoint given: painting with pocket, the small model that comes with Easel. For Stable Diffusion: --ckpt sd-v1-4.ckpt (README, 'The checkpoint').\n";

    private const string Defaults = "easel: { width: 16, height: 24, sampler: ddim, ddim_steps: 5, scale: 4.5, n_samples: 1, n_iter: 1 }";

    private readonly CommandRun _run = new();

    public PocketTests()
    {
        Assert.SkipWhen(File.Exists("models/ldm/stable-diffusion-v1/model.ckpt"), "There is a checkpoint at the default place.");
        _run.PocketFolder = _run.PathOf("models");
        Directory.CreateDirectory(_run.PocketFolder);
        File.WriteAllText(Checkpoint, "weights");
        File.WriteAllText(_run.PathOf("models/merges.txt"), "#version: 0.2");
        WriteConfig(Defaults);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--ckpt pocket")]
    [InlineData("--ckpt=pocket")]
    public async Task Without_a_checkpoint_or_by_its_name_it_paints_as_its_config_says(string words)
    {
        int code = await PaintAsync(words);

        Assert.True(code == 0, _run.Error);
        Assert.Equal((Checkpoint, _run.PathOf("models/config.yaml"), _run.PathOf("models/merges.txt")), (_run.Opened!.Checkpoint, _run.Opened.Config, _run.Opened.Vocabulary));
        ImageRequest request = _run.Painter!.Request!;
        Assert.Single(Assert.Single(request.Batches));
        Assert.Equal(
            (16, 24, 5, 4.5, SamplerKind.Ddim, 1, 1, 42UL),
            (request.Width, request.Height, request.Steps, request.GuidanceScale, request.Sampler, request.NoiseBatch, request.Iterations, request.Seed));
        Assert.Equal(["samples/00000.png"], _run.Files());
    }

    [Fact]
    public async Task Options_win_even_with_the_originals_defaults()
    {
        await PaintAsync("--H 512 --W 512 --ddim_steps 50 --scale 7.5 --n_samples 3 --n_iter 2 --skip_save --skip_grid");

        ImageRequest request = _run.Painter!.Request!;
        Assert.Equal(
            (512, 512, 50, 7.5, 3, 3, 2),
            (request.Width, request.Height, request.Steps, request.GuidanceScale, request.Batches[0].Count, request.NoiseBatch, request.Iterations));
    }

    [Theory]
    [InlineData("", SamplerKind.DpmSolver)]
    [InlineData("--ddim", SamplerKind.Ddim)]
    [InlineData("--plms", SamplerKind.Plms)]
    [InlineData("--dpm_solver", SamplerKind.DpmSolver)]
    public async Task Its_own_sampler_gives_way_to_a_named_one(string words, SamplerKind expected)
    {
        WriteConfig(Defaults.Replace("sampler: ddim", "sampler: dpm_solver", StringComparison.Ordinal));

        await PaintAsync(words);

        Assert.Equal(expected, _run.Painter!.Request!.Sampler);
    }

    [Theory]
    [InlineData("--n_samples 2", "grid-0000.png", "samples/00000.png", "samples/00001.png")]
    [InlineData("--n_iter 2", "grid-0000.png", "samples/00000.png", "samples/00001.png")]
    [InlineData("--n_rows 1", "grid-0000.png", "samples/00000.png")]
    [InlineData("--skip_save", "grid-0000.png")]
    [InlineData("--skip_grid", "samples/00000.png")]
    public async Task A_single_picture_has_a_grid_only_if_one_is_asked_for(string words, params string[] files)
    {
        await PaintAsync(words);

        Assert.Equal(files, _run.Files());
    }

    [Fact]
    public async Task It_says_in_one_line_why_it_paints_and_how_another_model_would()
    {
        await PaintAsync();

        Assert.StartsWith($"{Notice}Loading model from {Checkpoint}\n", _run.Output);
    }

    [Fact]
    public async Task Chosen_by_name_it_does_not_explain_itself()
    {
        await PaintAsync("--ckpt pocket");

        Assert.StartsWith($"Loading model from {Checkpoint}\n", _run.Output);
    }

    [Fact]
    public async Task Quiet_says_nothing()
    {
        await PaintAsync("--quiet");

        Assert.Equal("", _run.Output + _run.Error);
    }

    [Theory]
    [InlineData("--json", true, true)]
    [InlineData("--json --ckpt pocket", true, false)]
    [InlineData("--json --skip_save --skip_grid --ckpt {model}", false, false)]
    public async Task Json_tells_whether_it_paints_and_whether_for_lack_of_another(string words, bool isPocket, bool standsIn)
    {
        await PaintAsync(words.Replace("{model}", _run.Checkpoint, StringComparison.Ordinal));

        JsonElement loading = JsonDocument.Parse(_run.Output.Split('\n')[0]).RootElement;
        Assert.Equal(
            ("loading", isPocket ? Checkpoint : _run.Checkpoint, isPocket, standsIn),
            (loading.GetProperty("event").GetString(), loading.GetProperty("checkpoint").GetString(), loading.GetProperty("pocket").GetBoolean(), loading.GetProperty("standsIn").GetBoolean()));
    }

    [Fact]
    public async Task Pictures_name_it_with_its_hash()
    {
        await PaintAsync();

        string text = PngFile.Load(Path.Combine(_run.Outdir, "samples/00000.png")).Texts.Single(text => text.Keyword == "parameters").Text;
        Assert.Contains("Size: 16x24, Model hash: 9a129038d9, Model: pocket, ", text); // SHA-256 of "weights"
    }

    [Theory]
    [InlineData("pocket.ckpt")]
    [InlineData("Pocket")]
    [InlineData("./pocket")]
    [InlineData("no/such/model.ckpt")]
    [InlineData("models/ldm/stable-diffusion-v1/model.ckpt")]
    public async Task A_checkpoint_that_is_named_but_missing_is_never_replaced(string name)
    {
        int code = await PaintAsync($"--ckpt {name}");

        Assert.Equal(1, code);
        Assert.StartsWith($"easel txt2img: error: No checkpoint at {name}.\n", _run.Error);
        Assert.Contains("easel txt2img --ckpt pocket\n", _run.Error);
        Assert.Null(_run.Opened);
    }

    [Theory]
    [InlineData("--config", "--config {file}")]
    [InlineData("--vocab", "--vocab {file}")]
    [InlineData("--ema", "--ema")]
    public async Task What_belongs_to_another_checkpoint_wants_it_named(string option, string words)
    {
        int code = await PaintAsync(words.Replace("{file}", _run.Checkpoint, StringComparison.Ordinal));

        Assert.Equal(2, code);
        Assert.StartsWith($"easel txt2img: error: argument {option}: is for a checkpoint of your own, but none is named", _run.Error);
        Assert.Null(_run.Opened);
    }

    [Fact]
    public async Task Chosen_by_name_it_takes_the_config_and_vocabulary_that_are_given()
    {
        int code = await PaintAsync($"--ckpt pocket --config {_run.Checkpoint} --vocab {_run.Checkpoint}");

        Assert.True(code == 0, _run.Error);
        Assert.Equal((Checkpoint, _run.Checkpoint, _run.Checkpoint), (_run.Opened!.Checkpoint, _run.Opened.Config, _run.Opened.Vocabulary));
    }

    [Theory]
    [InlineData("", "no section 'easel'")]
    [InlineData("easel: { width: wide }", "'easel.width' is wide, but a whole number from 8 to 8192 is wanted")]
    [InlineData("easel: { sampler: euler }", "'easel.sampler' is euler, but ddim, plms or dpm_solver is wanted")]
    [InlineData("easel: { latent_colours: [1, 2, red] }", "'easel.latent_colours' is red, but a number above -100 and below 100 is wanted")]
    [InlineData("easel: { latent_colours: [1, 2] }", "'easel.latent_colours' is a list of 2, but a list of 12 or 15 numbers, red, green and blue for each latent channel and perhaps for none, is wanted")]
    [InlineData("easel: { latent_colours: 1 }", "'easel.latent_colours' is a single value, but a list of numbers is wanted")]
    public async Task A_mistake_in_its_defaults_is_named(string defaults, string message)
    {
        WriteConfig(defaults);

        int code = await PaintAsync();

        Assert.Equal(1, code);
        Assert.Contains(_run.PathOf("models/config.yaml"), _run.Error);
        Assert.Contains(message, _run.Error);
    }

    [Fact]
    public async Task Another_checkpoint_keeps_the_originals_defaults_and_finds_the_config_beside_it()
    {
        await PaintAsync($"--ckpt {Checkpoint} --skip_save --skip_grid");

        ImageRequest request = _run.Painter!.Request!;
        Assert.Equal((512, 512, 50, 3, 2), (request.Width, request.Height, request.Steps, request.NoiseBatch, request.Iterations));
        Assert.Equal((_run.PathOf("models/config.yaml"), null), (_run.Opened!.Config, _run.Opened.Vocabulary));
    }

    [Fact]
    public async Task A_config_of_something_else_beside_the_checkpoint_is_passed_over()
    {
        File.WriteAllText(_run.PathOf("config.yaml"), "server: { port: 80 }");

        await _run.PaintAsync("--n_iter", "1");

        Assert.Null(_run.Opened!.Config);
    }

    [Fact]
    public async Task Help_tells_its_defaults()
    {
        await _run.RunAsync("txt2img", "--help");

        Assert.Contains("--H 24 --W 16 --ddim --ddim_steps 5 --scale 4.5 --n_samples 1 --n_iter 1", _run.Output.ReplaceLineEndings(" "));
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("inspect pocket")]
    public async Task It_is_what_inspect_looks_at_without_a_file_or_by_its_name(string words)
    {
        int code = await _run.RunAsync(words.Split(' '));

        Assert.Equal(1, code); // the stand-in is no checkpoint
        Assert.StartsWith($"easel inspect: {Checkpoint}", _run.Error);
    }

    public void Dispose() => _run.Dispose();

    private string Checkpoint => Path.Combine(_run.PocketFolder!, "pocket.safetensors");

    private Task<int> PaintAsync(string words = "") => _run.RunAsync(["txt2img", "--outdir", _run.Outdir, .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>The least config that can be read, with defaults.</summary>
    private void WriteConfig(string defaults) => File.WriteAllText(
        _run.PathOf("models/config.yaml"),
        $$"""
        model:
          target: ldm.models.diffusion.ddpm.LatentDiffusion
          params:
            unet_config:
              target: ldm.modules.diffusionmodules.openaimodel.UNetModel
              params: { in_channels: 4, out_channels: 4, model_channels: 32, attention_resolutions: [ 1 ], num_res_blocks: 1, channel_mult: [ 1 ], num_heads: 8, use_spatial_transformer: True, context_dim: 32 }
            first_stage_config:
              target: ldm.models.autoencoder.AutoencoderKL
              params: { embed_dim: 4, ddconfig: { z_channels: 4, in_channels: 3, ch: 32, ch_mult: [ 1 ], num_res_blocks: 1 } }
            cond_stage_config: { target: ldm.modules.encoders.modules.FrozenCLIPEmbedder }
        {{defaults}}
        """);
}
