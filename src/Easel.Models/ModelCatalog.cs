using Easel.Models.Autoencoders;
using Easel.Models.TextEncoders;
using Easel.Models.UNet;
using Easel.Models.Vision;

namespace Easel.Models;

/// <summary>The models that are known by name, as numbers.</summary>
public static class ModelCatalog
{
    /// <summary>Attention heads of Stable Diffusion v1's UNet at every level: no tensor's shape tells.</summary>
    public const int StableDiffusion1Heads = 8;

    /// <summary>The width of a head in CLIP's towers: 12 heads in 768 for texts, 16 in 1024 for pictures.</summary>
    public const int ClipHeadWidth = 64;

    /// <summary>Stable Diffusion 1.1 to 1.5: v1-inference.yaml of CompVis, with the text tower of CLIP ViT-L/14.</summary>
    public static ModelShape StableDiffusion1 { get; } = new()
    {
        TextEncoder = new TextEncoderShape { Vocabulary = 49408, Positions = 77, Width = 768, Layers = 12, Heads = 12, Hidden = 3072 },
        UNet = new UNetShape
        {
            Inputs = 4,
            Outputs = 4,
            Channels = 320,
            Multipliers = [1, 2, 4, 4],
            ResidualBlocks = 2,
            Attention = [true, true, true, false],
            TransformerDepth = 1,
            Heads = StableDiffusion1Heads,
            ContextWidth = 768,
        },
        Autoencoder = new AutoencoderShape
        {
            PictureChannels = 3,
            LatentChannels = 4,
            EncodedChannels = 4,
            Channels = 128,
            Multipliers = [1, 2, 4, 4],
            ResidualBlocks = 2,
        },
    };

    /// <summary>The vision tower of CLIP ViT-L/14, which the published safety checker of Stable Diffusion looks with.</summary>
    public static VisionShape ClipLargeVision { get; } = new()
    {
        ImageSize = 224,
        PatchSize = 14,
        Width = 1024,
        Layers = 24,
        Heads = 16,
        Hidden = 4096,
        Projection = 768,
    };
}
