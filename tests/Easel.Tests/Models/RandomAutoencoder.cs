using System.Runtime.InteropServices;
using Easel.Checkpoints;
using Easel.Models.Autoencoders;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Tests.Models;

/// <summary>Small autoencoders with random weights, and what their tests in bands have in common.</summary>
internal static class RandomAutoencoder
{
    /// <summary>Rows of a band that no map here has.</summary>
    public const int Undivided = 1 << 20;

    public static AutoencoderShape Shape(int channels, int[] multipliers, int blocks) => new()
    {
        PictureChannels = 3,
        LatentChannels = 4,
        EncodedChannels = 4,
        Channels = channels,
        Multipliers = multipliers,
        ResidualBlocks = blocks,
    };

    public static Weights WeightsOn(CpuDevice device)
    {
        int seed = 0;
        return new Weights("random", Make, device);

        HostTensor Make(string name, Shape shape)
        {
            byte[] bytes = MemoryMarshal.AsBytes<float>(Random((int)shape.Count, ++seed, 0.1f)).ToArray();
            return new HostTensor(name, new ArrayMemory(bytes), 0, shape, ElementType.Float32);
        }
    }

    public static float[] Random(int count, int seed, float most = 1)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => ((random.NextSingle() * 2) - 1) * most)];
    }

    public static int[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToInt32Bits)];

    public static float[] Values(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        tensor.Device.Download(tensor, values);
        tensor.Dispose();
        return values;
    }
}
