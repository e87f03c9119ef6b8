using System.Runtime.CompilerServices;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Winograd;

/// <summary>3x3 kernels on their way to the positions of minimal filtering, G g G^T. This takes a hundredth of a convolution with many pixels, and four times the kernels' memory.</summary>
internal static unsafe class KernelTransform
{
    /// <summary>Taps of a kernel.</summary>
    public const int Taps = 9;

    /// <summary>Nine taps and 36 positions of so many channels stay near the core.</summary>
    public const int Channels = 32;

    /// <summary>Transforms some channels of a panel.</summary>
    /// <param name="kernels">Nine taps of all channels, one after the other.</param>
    /// <param name="panel">Which.</param>
    /// <param name="first">The first channel.</param>
    /// <param name="count">How many.</param>
    /// <param name="to">[36 at <paramref name="pitch"/>, count, the panel's width]</param>
    /// <param name="pitch">Floats from one position to the next.</param>
    public static void Panel<TLanes>(in Panels kernels, int panel, int first, int count, float* to, nint pitch) where TLanes : struct, ILanes<TLanes>
    {
        int width = kernels.Width(panel);
        int depth = kernels.Depth / Taps;
        float* expanded = stackalloc float[Taps * Channels * width];
        float** taps = stackalloc float*[Taps];
        for (int done = 0; done < count; done += Channels)
        {
            int channels = Math.Min(Channels, count - done);
            for (int tap = 0; tap < Taps; tap++)
            {
                int row = (tap * depth) + first + done;
                taps[tap] = kernels.Rows<TLanes>(panel, row, channels, expanded + (tap * Channels * width));
                Fetch(kernels.At(panel, row + channels), Channels * kernels.RowBytes(panel));
            }

            Transform<TLanes>(taps, channels * width, to + ((nint)done * width), pitch);
        }
    }

    /// <summary>What is needed next: so short stretches are not foreseen by the processor.</summary>
    private static void Fetch(byte* lines, int bytes)
    {
        for (int i = 0; i < bytes; i += Cache.Line)
        {
            Cache.Fetch(lines + i);
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private static void Transform<TLanes>(float** taps, int count, float* to, nint pitch) where TLanes : struct, ILanes<TLanes>
    {
        float* half = stackalloc float[3 * Filtering.Inputs * TLanes.Count];
        nint line = 3 * TLanes.Count;
        for (int i = 0; i < count; i += TLanes.Count)
        {
            for (int x = 0; x < 3; x++)
            {
                Filtering.Kernel(TLanes.Load(taps[x] + i), TLanes.Load(taps[x + 3] + i), TLanes.Load(taps[x + 6] + i), half + (x * TLanes.Count), line);
            }

            for (int y = 0; y < Filtering.Inputs; y++)
            {
                float* row = half + (y * line);
                Filtering.Kernel(TLanes.Load(row), TLanes.Load(row + TLanes.Count), TLanes.Load(row + (2 * TLanes.Count)), to + (6 * y * pitch) + i, pitch);
            }
        }
    }
}

/// <summary>One piece transforms one panel.</summary>
internal readonly unsafe struct KernelTransformPieces<TLanes, TFactors>(Panels kernels, PanelsAtPositions transformed, TFactors factors) : IPieces
    where TLanes : unmanaged, ILanes<TLanes>
    where TFactors : unmanaged, IFilteringFactors<TLanes>
{
    private readonly Panels _kernels = kernels;
    private readonly PanelsAtPositions _transformed = transformed;
    private readonly TFactors _factors = factors;

    public void Run(int piece, byte* scratch)
        => _factors.Transform(_kernels, piece, 0, _transformed.First.Depth, (float*)_transformed.First.At(piece, 0), _transformed.Pitch, (float*)scratch);
}
