using Easel.Checkpoints;
using Easel.Cuda.Tests.Devices;
using Easel.Models.Autoencoders;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Tests.Networks;

/// <summary>Networks with the parts of Stable Diffusion v1, in numbers that an interpreter can do; weights by their names.</summary>
internal static class SmallModel
{
    public static UNetShape UNetShape { get; } = new()
    {
        Inputs = 4,
        Outputs = 4,
        Channels = 32,
        Multipliers = [1, 2],
        ResidualBlocks = 1,
        Attention = [true, true],
        TransformerDepth = 1,
        Heads = 2,
        ContextWidth = 24,
    };

    public static AutoencoderShape AutoencoderShape { get; } = new()
    {
        PictureChannels = 3,
        LatentChannels = 4,
        EncodedChannels = 4,
        Channels = 32,
        Multipliers = [1, 2],
        ResidualBlocks = 1,
    };

    /// <summary>Weights for a device, the same for every device.</summary>
    public static Weights Weights(Device device) => new("random", Make, device);

    /// <summary>A weight by its name.</summary>
    public static HostTensor Make(string name, Shape shape)
    {
        int seed = name.Aggregate(17, (hash, character) => unchecked((hash * 31) + character));
        bool isNorm = shape.Rank == 1 && name.EndsWith(".weight", StringComparison.Ordinal);
        return isNorm ? Numbers.Ones(name, shape) : Numbers.Weight(name, shape, seed);
    }
}
