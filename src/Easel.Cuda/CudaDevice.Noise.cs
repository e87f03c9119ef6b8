using System.Runtime.InteropServices;
using Easel.Tensors;

namespace Easel.Cuda;

/// <content>Noise made on the card.</content>
public sealed unsafe partial class CudaDevice
{
    private const int NoiseThreads = 128;

    /// <summary>Whether it draws noise by itself; if not, for measurements, that is left to the processor.</summary>
    internal bool DrawsNoise { get; set; } = true;

    /// <inheritdoc/>
    public override Tensor? DrawNoise(Shape shape, ulong seed, ulong tensor, long first)
    {
        if (!DrawsNoise)
        {
            return null;
        }

        if (shape.Rank != 4)
        {
            throw new ArgumentException($"Noise of [batch, height, width, channels] is drawn, not of {shape}.", nameof(shape));
        }

        Tensor noise = Allocate(shape);
        if (shape.Count > 0)
        {
            Launch("noise", "draw_noise", GridFor(shape.Count, NoiseThreads), NoiseThreads, new NoiseParameters
            {
                Y = noise.Address,
                Seed = seed,
                Tensor = tensor,
                Count = checked((int)shape.Count),
                First = checked((int)(first + shape.Count) - (int)shape.Count),
                Pixels = shape[1] * shape[2],
                Channels = shape[3],
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
        public int First;
        public int Pixels;
        public int Channels;
    }
}
