using System.Runtime.CompilerServices;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Winograd;

/// <summary>One piece transforms one panel of 3x3 kernels, G g G^T. This takes a hundredth of the convolution, and transformed kernels four times the memory: they are not kept.</summary>
/// <param name="kernels">Nine taps of all channels, one after the other.</param>
/// <param name="transformed">Where to.</param>
internal readonly unsafe struct KernelTransformPieces<TLanes>(Panels kernels, PanelsAtPositions transformed) : IPieces where TLanes : unmanaged, ILanes<TLanes>
{
    private const int Taps = 9;

    // Nine taps and 36 positions of so many channels stay near the core.
    private const int Channels = 32;

    private readonly Panels _kernels = kernels;
    private readonly PanelsAtPositions _transformed = transformed;

    public void Run(int piece, byte* scratch)
    {
        int width = _kernels.Width(piece);
        int depth = _kernels.Depth / Taps;
        float** taps = stackalloc float*[Taps];
        float** positions = stackalloc float*[Filtering.Positions];
        for (int channel = 0; channel < depth; channel += Channels)
        {
            int count = Math.Min(Channels, depth - channel);
            for (int tap = 0; tap < Taps; tap++)
            {
                taps[tap] = _kernels.Rows<TLanes>(piece, (tap * depth) + channel, count, (float*)scratch + (tap * Channels * width));
            }

            for (int position = 0; position < Filtering.Positions; position++)
            {
                positions[position] = (float*)_transformed[position].At(piece, channel);
            }

            Transform(taps, count * width, positions);
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private static void Transform(float** taps, int count, float** to)
    {
        float* half = stackalloc float[3 * Filtering.Inputs * TLanes.Count];
        for (int i = 0; i < count; i += TLanes.Count)
        {
            for (int x = 0; x < 3; x++)
            {
                Filtering.Kernel(
                    TLanes.Load(taps[x] + i), TLanes.Load(taps[x + 3] + i), TLanes.Load(taps[x + 6] + i),
                    out TLanes u0, out TLanes u1, out TLanes u2, out TLanes u3, out TLanes u4, out TLanes u5);
                float* line = half + (x * TLanes.Count);
                u0.Store(line);
                u1.Store(line + (3 * TLanes.Count));
                u2.Store(line + (6 * TLanes.Count));
                u3.Store(line + (9 * TLanes.Count));
                u4.Store(line + (12 * TLanes.Count));
                u5.Store(line + (15 * TLanes.Count));
            }

            for (int y = 0; y < Filtering.Inputs; y++)
            {
                float* line = half + (y * 3 * TLanes.Count);
                Filtering.Kernel(
                    TLanes.Load(line), TLanes.Load(line + TLanes.Count), TLanes.Load(line + (2 * TLanes.Count)),
                    out TLanes u0, out TLanes u1, out TLanes u2, out TLanes u3, out TLanes u4, out TLanes u5);
                u0.Store(to[6 * y] + i);
                u1.Store(to[(6 * y) + 1] + i);
                u2.Store(to[(6 * y) + 2] + i);
                u3.Store(to[(6 * y) + 3] + i);
                u4.Store(to[(6 * y) + 4] + i);
                u5.Store(to[(6 * y) + 5] + i);
            }
        }
    }
}
