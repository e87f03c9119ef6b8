using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Digests;

/// <summary>Numbers that look random and are the same everywhere.</summary>
internal static class Inputs
{
    /// <summary>Between -4 and 4, more of them near the middle.</summary>
    public static float[] Floats(Shape shape, uint seed)
    {
        uint state = (seed * 2654435761u) + 1;
        float[] values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Next(ref state) + Next(ref state);
        }

        return values;
    }

    public static Tensor Tensor(Device device, Shape shape, uint seed) => device.Upload(Floats(shape, seed), shape);

    /// <summary>As a checkpoint would hold them.</summary>
    public static HostTensor Host(string name, Shape shape, uint seed)
    {
        byte[] bytes = new byte[shape.Count * sizeof(float)];
        Buffer.BlockCopy(Floats(shape, seed), 0, bytes, 0, bytes.Length);
        return new HostTensor(name, new ArrayMemory(bytes), 0, shape, ElementType.Float32);
    }

    // xorshift32: Marsaglia 2003. Its upper 24 bits are exact as a float.
    private static float Next(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return ((int)(state >> 8) - (1 << 23)) * (2f / (1 << 23));
    }
}
