using System.Runtime.InteropServices;
using Easel.Tensors;

namespace Easel.Cuda;

/// <content>Noise made on the card.</content>
public sealed unsafe partial class CudaDevice
{
    private const int NoiseThreads = 128;

    /// <summary>Normally distributed numbers: the bits of the noise source that imitates a GPU.</summary>
    /// <param name="shape">Up to 2^31 - 1 elements.</param>
    /// <param name="seed">The source's seed.</param>
    /// <param name="tensor">How many tensors the source has made before.</param>
    internal Tensor DrawNoise(Shape shape, ulong seed, ulong tensor)
    {
        Tensor noise = Allocate(shape);
        if (shape.Count > 0)
        {
            Launch("noise", "draw_noise", GridFor(shape.Count, NoiseThreads), NoiseThreads, new NoiseParameters
            {
                Y = noise.Address,
                Seed = seed,
                Tensor = tensor,
                Count = checked((int)shape.Count),
            });
        }

        return noise;
    }

    /// <summary>As in noise.cu.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NoiseParameters
    {
        public nint Y;
        public ulong Seed;
        public ulong Tensor;
        public int Count;
    }
}
