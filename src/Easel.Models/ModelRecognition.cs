using Easel.Checkpoints;
using Easel.Models.Autoencoders;
using Easel.Models.Layers;
using Easel.Models.TextEncoders;
using Easel.Models.UNet;
using Easel.Tensors;

namespace Easel.Models;

/// <summary>A model's numbers, read off the names and shapes of its tensors.</summary>
public static class ModelRecognition
{
    /// <summary>The whole model, with the published numbers of heads.</summary>
    /// <param name="root">The checkpoint.</param>
    /// <param name="textHeads">The text tower's attention heads; 0 for one in 64 channels, as in the published models.</param>
    /// <exception cref="CheckpointException">A part is missing, or of another family.</exception>
    public static ModelShape Recognize(Weights root, int textHeads = 0) => new()
    {
        TextEncoder = RecognizeTextEncoder(root, textHeads),
        UNet = RecognizeUNet(root),
        Autoencoder = RecognizeAutoencoder(root),
    };

    /// <summary>The text tower.</summary>
    /// <param name="root">The checkpoint.</param>
    /// <param name="heads">Its attention heads, which no tensor tells; 0 for one in 64 channels, as in the published models.</param>
    public static TextEncoderShape RecognizeTextEncoder(Weights root, int heads)
    {
        if (root.Has("cond_stage_model.model.token_embedding.weight"))
        {
            throw new CheckpointException($"{root.File}: the text encoder is OpenCLIP's, as in Stable Diffusion 2; only Stable Diffusion 1 (CLIP ViT-L/14) can be run.");
        }

        Weights model = root / ModelNames.TextEncoder / "text_model";
        Shape tokens = Require(model / "embeddings" / "token_embedding", "weight", 2);
        int width = tokens[1];
        int layers = Count(i => (model / "encoder" / "layers" / i).Has("mlp.fc1.weight"));
        if (heads == 0)
        {
            heads = Math.Max(1, width / ModelCatalog.ClipHeadWidth);
        }

        if (width % heads != 0)
        {
            throw new CheckpointException($"{root.File}: {heads} attention heads do not divide the text encoder's width {width}.");
        }

        return new TextEncoderShape
        {
            Vocabulary = tokens[0],
            Positions = Require(model / "embeddings" / "position_embedding", "weight", 2)[0],
            Width = width,
            Layers = layers,
            Heads = heads,
            Hidden = Require(model / "encoder" / "layers" / 0 / "mlp" / "fc1", "weight", 2)[0],
        };
    }

    /// <summary>The UNet, with eight heads.</summary>
    public static UNetShape RecognizeUNet(Weights root)
    {
        Weights unet = root / ModelNames.UNet;
        Shape first = Require(unet / "input_blocks" / 0 / 0, "weight", 4);
        int channels = RequireGroups(first, unet / "input_blocks" / 0 / 0);

        List<int> multipliers = [];
        List<bool> attention = [];
        int blocksAtLevel = 0;
        int contextWidth = 0;
        int depth = 1;
        for (int i = 1; (unet / "input_blocks" / i / 0) is Weights block && (block.Has("in_layers.2.weight") || block.Has("op.weight")); i++)
        {
            if (block.Has("op.weight"))
            {
                blocksAtLevel = 0;
                continue;
            }

            Weights transformer = unet / "input_blocks" / i / 1;
            if (blocksAtLevel++ == 0)
            {
                multipliers.Add(Require(block / "in_layers" / 2, "weight", 4)[0] / channels);
                attention.Add(transformer.Has("proj_in.weight"));
            }

            if (transformer.ShapeOf("transformer_blocks.0.attn2.to_k.weight") is Shape keys)
            {
                contextWidth = keys[^1];
                depth = Count(j => transformer.Has($"transformer_blocks.{j}.attn2.to_k.weight"));
            }
        }

        if (multipliers.Count == 0 || blocksAtLevel == 0 || contextWidth == 0)
        {
            throw new CheckpointException($"{root.File}: '{unet.Path}' is not a UNet with attention to a prompt.");
        }

        return new UNetShape
        {
            Inputs = first[1],
            Outputs = Require(unet / "out" / 2, "weight", 4)[0],
            Channels = channels,
            Multipliers = multipliers,
            ResidualBlocks = blocksAtLevel,
            Attention = attention,
            TransformerDepth = depth,
            Heads = ModelCatalog.StableDiffusion1Heads,
            ContextWidth = contextWidth,
        };
    }

    /// <summary>The autoencoder.</summary>
    public static AutoencoderShape RecognizeAutoencoder(Weights root)
    {
        Weights autoencoder = root / ModelNames.Autoencoder;
        Weights encoder = autoencoder / "encoder";
        Shape first = Require(encoder / "conv_in", "weight", 4);
        Shape latent = Require(autoencoder / "post_quant_conv", "weight", 4);
        int levels = Count(i => (encoder / "down" / i).Has("block.0.conv1.weight"));

        return new AutoencoderShape
        {
            PictureChannels = first[1],
            LatentChannels = latent[1],
            EncodedChannels = latent[0],
            Channels = RequireGroups(first, encoder / "conv_in"),
            Multipliers = [.. Enumerable.Range(0, levels).Select(i => Require(encoder / "down" / i / "block" / 0 / "conv1", "weight", 4)[0] / first[0])],
            ResidualBlocks = Count(i => (encoder / "down" / 0 / "block" / i).Has("conv1.weight")),
        };
    }

    private static Shape Require(Weights weights, string name, int rank)
    {
        Shape shape = weights.ShapeOf(name)
            ?? throw new CheckpointException($"{weights.File}: no tensor '{weights.Path}.{name}'. Is this a whole Stable Diffusion checkpoint, with text encoder, UNet and autoencoder?");
        if (shape.Rank != rank || shape.Count == 0)
        {
            throw new CheckpointException($"{weights.File}: tensor '{weights.Path}.{name}' is {shape}, but {rank} extents of 1 or more are wanted.");
        }

        return shape;
    }

    /// <summary>The channels that a convolution gives, which are normalised in groups next.</summary>
    private static int RequireGroups(Shape shape, Weights convolution) => shape[0] % GroupNorm.Groups == 0
        ? shape[0]
        : throw new CheckpointException($"{convolution.File}: tensor '{convolution.Path}.weight' is {shape}, but channels in {GroupNorm.Groups} equal groups are wanted. The file is of another family, or damaged.");

    /// <summary>How many numbers from 0 on answer yes.</summary>
    private static int Count(Func<int, bool> has)
    {
        int count = 0;
        while (has(count))
        {
            count++;
        }

        return count;
    }
}
