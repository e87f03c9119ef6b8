using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Safety;
using Easel.Fuzzing.Engine;
using Easel.Models;

namespace Easel.Fuzzing.Targets;

/// <summary>A model's <c>config.yaml</c>.</summary>
internal sealed class ConfigYamlTarget : FuzzTarget
{
    public override string Name => "config-yaml";

    public override IReadOnlyList<Type> Refusals => [typeof(ConfigException)];

    // YamlDotNet's scanner and events; measured on whole configs.
    public override long AllocationPerByte => 4096;

    public override IEnumerable<byte[]> Seeds =>
    [
        Text("""
            model:
              target: ldm.models.diffusion.ddpm.LatentDiffusion
              params:
                linear_start: 0.00085
                linear_end: 0.0120
                timesteps: 1000
                scale_factor: 0.18215
                use_ema: False
                unet_config:
                  target: ldm.modules.diffusionmodules.openaimodel.UNetModel
                  params: {in_channels: 4, out_channels: 4, model_channels: 64, attention_resolutions: [4, 2], num_res_blocks: 1, channel_mult: [1, 2, 2], num_heads: 8, use_spatial_transformer: True, context_dim: 128}
                first_stage_config:
                  target: ldm.models.autoencoder.AutoencoderKL
                  params:
                    embed_dim: 4
                    ddconfig: {z_channels: 4, in_channels: 3, ch: 32, ch_mult: [2, 2], num_res_blocks: 1, attn_resolutions: []}
                cond_stage_config:
                  target: ldm.modules.encoders.modules.FrozenCLIPEmbedder
                  params: {version: clip}
            easel:
              width: 128
              sampler: ddim
            """),
        Text("a: &x [1, 'two', \"\\u0041\"]\nb: *x\n? [c, d]\n: |+\n  text\n# comment\n--- !!map\n{}\n...\n"),
        Text("&a {? *a : *a}"),
        Text("a: &a [x, x]\nb: &b [*a, *a]\nc: {? [*b, *b] : 1}"),
    ];

    public override IReadOnlyList<byte[]> Tokens => Words(
        "&a ", "*a", "? ", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ",", "|", ">", "|2-\n", "'", "\"", "\\x00", "\\U00110000", "\\ud800", "!!", "!<", "!e!tag ", "%YAML 1.2\n", "%TAG ! tag:\n", "---\n", "...\n", "<<: ", "#", "~", "null", "\t", "\u0085",
        "\u2028", "\uFEFF", "model:", "params:", "target:", "ldm.models.diffusion.ddpm.LatentDiffusion", "easel:", "@", "`", "&a [*a, *a]", "? &b {*a : *b}");

    public override void Read(byte[] input)
    {
        string yaml = Text(input);
        _ = OriginalConfig.IsMeantBy(yaml);
        var config = OriginalConfig.Parse(yaml, "config.yaml");
        Promise(config.UNet.Channels > 0 && config.UNet.Multipliers.Count > 0 && config.Autoencoder.Channels > 0, "a config that is read has sizes");
    }
}

/// <summary>JSON beside weights: <c>config.json</c>, <c>preprocessor_config.json</c>.</summary>
internal sealed class SettingsJsonTarget : FuzzTarget
{
    private const int Side = 224;

    public override string Name => "settings-json";

    public override IReadOnlyList<Type> Refusals => [typeof(ConfigException)];

    public override IEnumerable<byte[]> Seeds =>
    [
        Text("""{"crop_size":{"height":224,"width":224},"do_center_crop":true,"do_normalize":true,"do_resize":true,"image_mean":[0.48145466,0.4578275,0.40821073],"image_std":[0.26862954,0.26130258,0.27577711],"resample":3,"size":{"shortest_edge":224},"rescale_factor":0.00392156862745098}"""),
        Text("""{"size":224,"crop_size":224,"resample":3,"vision_config":{"num_attention_heads":16,"hidden_size":1024,"hidden_act":"quick_gelu","layer_norm_eps":1e-05},"attention_head_dim":8,"num_attention_heads":12}"""),
    ];

    public override IReadOnlyList<byte[]> Tokens => Words(
        "{", "}", "[", "]", ":", ",", "\"", "\"size\":", "\"crop_size\":", "\"vision_config\":", "\"image_mean\":", "\"image_std\":", "\"resample\":", "\"do_resize\":", "\"num_attention_heads\":", "\"attention_head_dim\":", "\"hidden_act\":",
        "\"layer_norm_eps\":", "\"shortest_edge\":", "\\ud800", "\\u0000", "\"\\ud800\":1,", "null", "true", "1e999", "-1", "[[[[", "224");

    public override void Read(byte[] input)
    {
        string json = Text(input);
        Try(() => _ = new ModelShapes.SmallJson("config.json", json).Heads("attention_head_dim"));
        Try(() => _ = ClipPreprocessing.From(SettingsFile.Parse("preprocessor_config.json", json), Side));
        if (SettingsFile.Parse("config.json", json).Child("vision_config") is { } settings)
        {
            _ = settings.Whole("num_attention_heads", 1, 1024);
            settings.Require("hidden_size", 1024);
            settings.Require("hidden_act", "quick_gelu");
            settings.Require("layer_norm_eps", 1e-5);
        }
    }

    /// <summary>One reader's refusal is not to keep the next from reading.</summary>
    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (ConfigException)
        {
        }
    }
}
