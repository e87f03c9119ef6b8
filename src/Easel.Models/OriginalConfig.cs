using Easel.Models.Autoencoders;
using Easel.Models.UNet;

namespace Easel.Models;

/// <summary>A model's numbers as the original programs write them down: the form of <c>configs/stable-diffusion/v1-inference.yaml</c>.</summary>
public sealed record OriginalConfig
{
    private const string Target = "ldm.models.diffusion.ddpm.LatentDiffusion";

    /// <summary>What predicts noise.</summary>
    public required UNetShape UNet { get; init; }

    /// <summary>What turns latents into pictures.</summary>
    public required AutoencoderShape Autoencoder { get; init; }

    /// <summary>The noise it was trained with, and the latents' scale.</summary>
    public required DiffusionShape Diffusion { get; init; }

    /// <summary>Whether the averaged weights are to be used.</summary>
    public bool UseEma { get; init; }

    /// <summary>The text tower's name, or a folder with its <c>config.json</c>; none if the config leaves it to the published one.</summary>
    public string? TextEncoder { get; init; }

    /// <summary>What the model is asked for where nothing else is said; none if the config has no section <c>easel</c>, as published ones.</summary>
    public ModelDefaults? Defaults { get; init; }

    /// <summary>
    /// What red, green and blue, from -1 to 1, are made of, as a preview shows a latent: <c>latent_colours</c> of the section <c>easel</c>, row by row. A row for each channel, and one more
    /// that is added whatever the latent. None if the config tells none.
    /// </summary>
    public IReadOnlyList<double>? LatentColours { get; init; }

    /// <summary>Whether a text means to be such a config, however faulty the rest of it may be.</summary>
    public static bool IsMeantBy(string yaml) => yaml.Contains(Target, StringComparison.Ordinal);

    /// <summary>Reads a config.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <exception cref="ConfigException">It is no such config, or of a model that cannot be run; the message names the key.</exception>
    public static OriginalConfig Parse(string yaml, string file)
    {
        var root = ConfigNode.Parse(yaml, file);
        ConfigNode model = root.Child("model");
        model.RequireTarget(Target);
        ConfigNode parameters = model.Child("params");
        if (parameters.Text("parameterization", "eps") is not "eps" and string other)
        {
            throw parameters.Wrong("parameterization", other, "eps");
        }

        ConfigNode text = parameters.Child("cond_stage_config");
        text.RequireTarget("ldm.modules.encoders.modules.FrozenCLIPEmbedder");

        AutoencoderShape autoencoder = ReadAutoencoder(parameters.Child("first_stage_config"));
        return new OriginalConfig
        {
            UNet = ReadUNet(parameters.Child("unet_config")),
            Autoencoder = autoencoder,
            Diffusion = new DiffusionShape
            {
                LatentScale = (float)parameters.Real("scale_factor", 1, above: 1e-6, below: 1e6),
                TimeSteps = parameters.Whole("timesteps", 1000, 2, 1_000_000),
                LinearStart = parameters.Real("linear_start", 1e-4, above: 0, below: 1),
                LinearEnd = parameters.Real("linear_end", 2e-2, above: 0, below: 1),
            },
            UseEma = parameters.Flag("use_ema", true),
            TextEncoder = text.Has("params") ? text.Child("params").Text("version", null) : null,
            Defaults = root.Has("easel") ? ModelDefaults.Read(root.Child("easel")) : null,
            LatentColours = root.Has("easel") ? ReadColours(root.Child("easel"), autoencoder.LatentChannels) : null,
        };
    }

    private static IReadOnlyList<double>? ReadColours(ConfigNode easel, int channels)
    {
        const string Key = "latent_colours";
        if (!easel.Has(Key))
        {
            return null;
        }

        IReadOnlyList<double> factors = easel.Reals(Key, above: -100, below: 100);
        return factors.Count == 3 * channels || factors.Count == 3 * (channels + 1)
            ? factors
            : throw easel.Wrong(Key, $"a list of {factors.Count}", $"a list of {3 * channels} or {3 * (channels + 1)} numbers, red, green and blue for each latent channel and perhaps for none,");
    }

    private static UNetShape ReadUNet(ConfigNode config)
    {
        config.RequireTarget("ldm.modules.diffusionmodules.openaimodel.UNetModel");
        ConfigNode unet = config.Child("params");
        if (!unet.Flag("use_spatial_transformer", false))
        {
            throw unet.Wrong("use_spatial_transformer", "False", "True: attention to a prompt");
        }

        IReadOnlyList<int> multipliers = unet.Wholes("channel_mult", 1, 64);
        IReadOnlyList<int> resolutions = unet.Wholes("attention_resolutions", 1, 1 << 16);
        int headWidth = unet.Whole("num_head_channels", -1, -1, 1 << 16);
        return new UNetShape
        {
            Inputs = unet.Whole("in_channels", null, 1, 1024),
            Outputs = unet.Whole("out_channels", null, 1, 1024),
            Channels = Grouped(unet, "model_channels"),
            Multipliers = multipliers,
            ResidualBlocks = unet.Whole("num_res_blocks", null, 1, 64),
            Attention = [.. Enumerable.Range(0, multipliers.Count).Select(level => resolutions.Contains(1 << level))],
            TransformerDepth = unet.Whole("transformer_depth", 1, 1, 64),
            Heads = headWidth > 0 ? 0 : unet.Whole("num_heads", null, 1, 1024),
            HeadWidth = Math.Max(0, headWidth),
            ContextWidth = unet.Whole("context_dim", null, 1, 1 << 16),
        };
    }

    private static AutoencoderShape ReadAutoencoder(ConfigNode config)
    {
        config.RequireTarget("ldm.models.autoencoder.AutoencoderKL");
        ConfigNode outer = config.Child("params");
        ConfigNode inner = outer.Child("ddconfig");
        if (inner.HasEntries("attn_resolutions"))
        {
            throw inner.Wrong("attn_resolutions", "a list with entries", "an empty list, as in Stable Diffusion");
        }

        return new AutoencoderShape
        {
            PictureChannels = inner.Whole("in_channels", null, 3, 3),
            LatentChannels = outer.Whole("embed_dim", null, 1, 1024),
            EncodedChannels = inner.Whole("z_channels", null, 1, 1024),
            Channels = Grouped(inner, "ch"),
            Multipliers = inner.Wholes("ch_mult", 1, 64),
            ResidualBlocks = inner.Whole("num_res_blocks", null, 1, 64),
        };
    }

    private static int Grouped(ConfigNode node, string key)
    {
        int channels = node.Whole(key, null, 1, 1 << 16);
        return channels % Layers.GroupNorm.Groups == 0
            ? channels
            : throw node.Wrong(key, $"{channels}", $"a multiple of {Layers.GroupNorm.Groups}");
    }
}
