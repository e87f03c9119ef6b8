using System.Security.Cryptography;
using System.Text.Json;
using Easel.Checkpoints;
using Easel.Models;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Pipelines;

/// <summary>A model's numbers from every place that knows some: the config, the tensors, the small files beside them.</summary>
internal static class ModelShapes
{
    // CLIP's published ones have 1 to 5 KB.
    private const int LongestConfig = 1 << 20;

    /// <param name="weights">The checkpoint's tree.</param>
    /// <param name="checkpoint">The checkpoint, for the side files of a diffusers folder.</param>
    /// <param name="config">The config, if one was given.</param>
    /// <param name="configPath">Where it lies.</param>
    public static ModelShape Of(Weights weights, Checkpoint checkpoint, OriginalConfig? config, string? configPath)
    {
        int textHeads = (TextConfigBeside(configPath, config?.TextEncoder) ?? SideFile(checkpoint, "text_encoder/config.json"))?.Heads("num_attention_heads") ?? 0;
        if (config is not null)
        {
            ModelShape configured = new()
            {
                TextEncoder = ModelRecognition.RecognizeTextEncoder(weights, textHeads),
                UNet = config.UNet,
                Autoencoder = config.Autoencoder,
                Diffusion = config.Diffusion,
            };
            return RequireFit(configured, configPath!, checkpoint.Path);
        }

        // What diffusers calls attention_head_dim is, in the published files of this family, the number of heads.
        int heads = SideFile(checkpoint, "unet/config.json")?.Heads("attention_head_dim") ?? 0;
        ModelShape shape = ModelRecognition.Recognize(weights, textHeads);
        return RequireFit(heads == 0 ? shape : shape with { UNet = shape.UNet with { Heads = heads } }, checkpoint.Path, checkpoint.Path);
    }

    /// <summary>Whether the config names a text tower of its own, by a folder beside it, instead of the published one.</summary>
    public static bool HasOwnTextTower(string? configPath, OriginalConfig? config) => TextConfigBeside(configPath, config?.TextEncoder) is not null;

    /// <summary>See <see cref="PipelineSummary.Settings"/>.</summary>
    /// <param name="shape">The numbers.</param>
    /// <param name="averaged">Whether the averaged weights are used.</param>
    /// <param name="words">Words of the generator that are gone before the first prompt: see <see cref="LateTextTower"/>.</param>
    public static string DigestOf(ModelShape shape, bool averaged, ulong words)
        => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { shape, averaged, words })));

    /// <param name="shape">The numbers.</param>
    /// <param name="file">Where the UNet's come from.</param>
    /// <param name="checkpoint">Where the tensors lie.</param>
    private static ModelShape RequireFit(ModelShape shape, string file, string checkpoint)
    {
        if (shape.TextEncoder.Width != shape.UNet.ContextWidth)
        {
            throw new CheckpointException(
                $"{checkpoint}: the text encoder gives prompts of width {shape.TextEncoder.Width}, but the UNet wants {shape.UNet.ContextWidth}. They are of different models.");
        }

        if (shape.Autoencoder.PictureChannels != 3)
        {
            throw new CheckpointException($"{checkpoint}: the autoencoder makes pictures of {shape.Autoencoder.PictureChannels} channels; 3 (red, green, blue) are wanted.");
        }

        foreach (int multiplier in shape.UNet.Multipliers)
        {
            int channels = shape.UNet.Channels * multiplier;
            int heads = shape.UNet.HeadsAt(channels);
            if (heads == 0 || channels % heads != 0)
            {
                throw new ConfigException($"{file}: {heads} attention heads do not divide the UNet's {channels} channels. Name the model's own config with --config.");
            }
        }

        return shape;
    }

    private static SmallJson? SideFile(Checkpoint checkpoint, string name)
        => checkpoint.SideFile(name) is string text ? new SmallJson($"{checkpoint.Path}/{name}", text) : null;

    /// <summary>The text tower's own config, in the folder that the model's config names.</summary>
    private static SmallJson? TextConfigBeside(string? configPath, string? folder)
    {
        if (configPath is null || folder is null)
        {
            return null;
        }

        string path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(configPath))!, folder, "config.json");
        try
        {
            return File.Exists(path) ? new SmallJson(path, BoundedFile.ReadText(path, LongestConfig)) : null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"{path}: it cannot be read: {failed.Message}", failed);
        }
    }

    /// <summary>A small configuration file of one object.</summary>
    internal sealed record SmallJson(string File, string Text)
    {
        /// <summary>A number of heads; the same at every level, or not at all.</summary>
        public int? Heads(string key)
        {
            try
            {
                using var document = JsonDocument.Parse(Text);
                if (!document.RootElement.TryGetProperty(key, out JsonElement value))
                {
                    return null;
                }

                return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int heads) && heads is > 0 and <= 1024
                    ? heads
                    : throw new ConfigException($"{File}: '{key}' is {value.GetRawText()}, but a whole number from 1 to 1024 is wanted.");
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                throw new ConfigException($"{File}: not a JSON object: {exception.Message}", exception);
            }
        }
    }
}
