using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Configs and vocabularies that cannot be used: the message names the file and the key, and what is wanted there.</summary>
public sealed class BadConfigTests : IDisposable
{
    private readonly EngineRun _run = new();

    [Theory]
    [InlineData("model_channels: 32", "", "no 'model.params.unet_config.params.model_channels' (a whole number")]
    [InlineData("model_channels: 32", "model_channels: 33", "'model.params.unet_config.params.model_channels' is 33, but a multiple of 32 is wanted")]
    [InlineData("model_channels: 32", "model_channels: 64", "tensor 'model.diffusion_model.time_embed.0.weight' is [128, 32], but the model wants [256, 64]")]
    [InlineData("num_heads: 4", "num_heads: 5", "5 attention heads do not divide the UNet's 32 channels", "--config")]
    [InlineData("num_heads: 4", "num_heads: four", "num_heads' is four, but a whole number from 1 to 1024 is wanted")]
    [InlineData("num_heads: 4", "num_heads: [4]", "num_heads' is a list or a group, but a single value is wanted")]
    [InlineData("channel_mult: [ 1, 2, 1, 1 ]", "channel_mult: []", "channel_mult' is an empty list, but a list of whole numbers is wanted")]
    [InlineData("channel_mult: [ 1, 2, 1, 1 ]", "channel_mult: [ 1, 0 ]", "channel_mult' is 0, but a whole number from 1 to 64 is wanted")]
    [InlineData("openaimodel.UNetModel", "openaimodel.Another", "unet_config.target' is ldm.modules.diffusionmodules.openaimodel.Another, but ldm.modules.diffusionmodules.openaimodel.UNetModel is wanted")]
    [InlineData("context_dim: 32", "context_dim: 64", "prompts of width 32, but the UNet wants 64")]
    [InlineData("linear_start: 0.00085", "linear_start: 2", "model.params.linear_start' is 2, but a number above 0 and below 1 is wanted")]
    [InlineData("timesteps: 1000", "timesteps: 1", "model.params.timesteps' is 1, but a whole number from 2")]
    [InlineData("scale_factor: 0.18215", "scale_factor: .nan", "model.params.scale_factor' is .nan, but a number above")]
    [InlineData("attn_resolutions: []", "attn_resolutions: 16", "attn_resolutions' is a single value, but a list is wanted")]
    [InlineData("use_ema: False", "use_ema: perhaps", "model.params.use_ema' is perhaps, but True or False is wanted")]
    [InlineData("unet_config:", "unet_config: [", "not YAML", "line ")]
    [InlineData("version: clip", "version: [clip]", "cond_stage_config.params.version' is a list or a group, but a single value is wanted")]
    public async Task A_config_with_a_mistake_is_refused_by_its_key(string right, string wrong, params string[] said)
    {
        string yaml = await File.ReadAllTextAsync(Goldens.Path("micro-sd", "v1-micro-inference.yaml"), TestContext.Current.CancellationToken);
        Assert.Contains(right, yaml, StringComparison.Ordinal);

        int code = await PaintWithConfig(yaml.Replace(right, wrong, StringComparison.Ordinal));

        _run.AssertRefused(code, said);
    }

    [Theory]
    [InlineData("", "wanted keys and values, as in configs/stable-diffusion/v1-inference.yaml")]
    [InlineData("just words", "wanted keys and values")]
    [InlineData("model: 3", "'model' is a single value, but keys and values are wanted")]
    [InlineData("other: 3", "no 'model'")]
    [InlineData("\u0001\u0002", "wanted keys and values")]
    public async Task A_file_that_is_no_config_is_refused(string text, string said)
    {
        int code = await PaintWithConfig(text);

        _run.AssertRefused(code, _run.PathOf("model.yaml"), said);
    }

    [Fact]
    public async Task Control_characters_of_a_config_do_not_reach_the_terminal()
    {
        string yaml = await File.ReadAllTextAsync(Goldens.Path("micro-sd", "v1-micro-inference.yaml"), TestContext.Current.CancellationToken);

        int code = await PaintWithConfig(yaml.Replace("num_heads: 4", "num_heads: \"\\e[2J\"", StringComparison.Ordinal));

        _run.AssertRefused(code, "num_heads' is \uFFFD[2J, but a whole number");
        Assert.DoesNotContain('\e', _run.Error);
    }

    [Fact]
    public async Task A_config_nested_without_end_is_refused()
    {
        int code = await PaintWithConfig(new string('[', 500_000));

        _run.AssertRefused(code, _run.PathOf("model.yaml"), "more than 64 levels");
    }

    [Fact]
    public async Task A_checkpoint_given_as_config_is_refused_by_its_size()
    {
        int code = await _run.PaintAsync([.. EngineRun.Micro, "--config", Goldens.Path("micro-sd", "model.ckpt")]);

        _run.AssertRefused(code, "18455141 bytes are no config", "--ckpt");
    }

    [Fact]
    public async Task A_missing_config_is_named()
    {
        int code = await _run.PaintAsync([.. EngineRun.Micro, "--config", _run.PathOf("none.yaml")]);

        _run.AssertRefused(code, $"argument --config: there is no file {_run.PathOf("none.yaml")}");
    }

    [Fact]
    public async Task A_text_models_config_that_is_garbled_is_refused()
    {
        Directory.CreateDirectory(_run.PathOf("clip"));
        await File.WriteAllTextAsync(_run.PathOf("clip/config.json"), "{\"num_attention_heads\": \"two\"}", TestContext.Current.CancellationToken);
        string yaml = await File.ReadAllTextAsync(Goldens.Path("micro-sd", "v1-micro-inference.yaml"), TestContext.Current.CancellationToken);

        int code = await PaintWithConfig(yaml);

        _run.AssertRefused(code, "config.json: 'num_attention_heads' is \"two\", but a whole number from 1 to 1024 is wanted");
    }

    [Theory]
    [InlineData("merges.txt", "hello", "Line 1 of the merges is 'hello'")]
    [InlineData("merges.txt", "", "The list of merges is empty")]
    [InlineData("words.gz", "hello", "the vocabulary cannot be read")]
    [InlineData("merges.txt", "#version: 0.2\na b\n", "515 tokens in prompts of 77, but the text encoder of", "knows 49408", "--vocab PATH")]
    public async Task A_vocabulary_that_does_not_fit_is_refused(string name, string text, params string[] said)
    {
        string path = _run.PathOf(name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);

        int code = await _run.PaintAsync([.. EngineRun.Micro, "--vocab", path]);

        _run.AssertRefused(code, [path, .. said]);
    }

    [Fact]
    public async Task A_missing_vocabulary_is_named()
    {
        int code = await _run.PaintAsync([.. EngineRun.Micro, "--vocab", _run.PathOf("none.txt")]);

        _run.AssertRefused(code, $"argument --vocab: there is no file or folder {_run.PathOf("none.txt")}");
    }

    [Fact]
    public async Task A_vocabulary_may_be_named_by_its_folder()
    {
        int code = await _run.PaintAsync([.. EngineRun.Micro, "--vocab", Goldens.Path("micro-sd", "diffusers", "tokenizer")]);

        Assert.True(code == 0, _run.Error);
    }

    private Task<int> PaintWithConfig(string yaml)
    {
        File.WriteAllText(_run.PathOf("model.yaml"), yaml);
        return _run.PaintAsync([.. EngineRun.Micro, "--config", _run.PathOf("model.yaml")]);
    }

    public void Dispose() => _run.Dispose();
}
