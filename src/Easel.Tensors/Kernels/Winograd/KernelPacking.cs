using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Memory;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Winograd;

/// <summary>3x3 kernels in host memory on their way into panels of 36 positions.</summary>
/// <param name="Kernels">A handle to the tensor, [outputs, channels, 3, 3].</param>
/// <param name="Channels">That go in.</param>
/// <param name="Panels">Where to.</param>
internal readonly record struct KernelPacking(GCHandle<HostTensor> Kernels, int Channels, PanelsAtPositions Panels);

/// <summary>One piece transforms and packs one panel.</summary>
internal readonly unsafe struct KernelPackingPieces<TLanes>(KernelPacking packing) : IPieces where TLanes : unmanaged, ILanes<TLanes>
{
    private const int Taps = 9;

    private readonly KernelPacking _packing = packing;

    public void Run(int piece, byte* scratch)
    {
        Panels panels = _packing.Panels.First;
        int width = panels.Width(piece);
        float* taps = (float*)scratch;
        float* transformed = taps + (Taps * width);
        float* source = transformed + (Filtering.Positions * width);
        int most = WorkerTeam.ScratchBytes / 2 / sizeof(float) / width / Taps;
        for (int channel = 0; channel < _packing.Channels; channel += most)
        {
            int channels = Math.Min(most, _packing.Channels - channel);
            int pitch = channels * Taps;
            Read(piece, width, channel, channels, source, pitch);
            for (int i = 0; i < channels; i++)
            {
                Spread(source + (i * Taps), pitch, width, taps);
                Transform(taps, width, transformed);
                for (int position = 0; position < Filtering.Positions; position++)
                {
                    Store(transformed + (position * width), width, panels, _packing.Panels[position].At(piece, channel + i));
                }
            }
        }
    }

    /// <summary>Reads some channels of the kernels of each column of a panel.</summary>
    private void Read(int panel, int width, int channel, int channels, float* to, int pitch)
    {
        HostTensor kernels = _packing.Kernels.Target;
        Panels panels = _packing.Panels.First;
        for (int column = 0; column < width; column++)
        {
            Span<float> stretch = new(to + ((nint)column * pitch), channels * Taps);
            (int output, _) = panels.Place(panel, column);
            if (output < panels.Outputs)
            {
                kernels.Read((((long)output * _packing.Channels) + channel) * Taps, stretch);
            }
            else
            {
                stretch.Clear();
            }
        }
    }

    /// <summary>One channel's taps, tap by tap.</summary>
    private static void Spread(float* source, int pitch, int width, float* taps)
    {
        for (int tap = 0; tap < Taps; tap++)
        {
            for (int column = 0; column < width; column++)
            {
                taps[(tap * width) + column] = source[((nint)column * pitch) + tap];
            }
        }
    }

    /// <summary>G g G^T of each column.</summary>
    [MethodImpl(KernelLoop.Options)]
    private static void Transform(float* taps, int width, float* to)
    {
        float* half = stackalloc float[3 * Filtering.Inputs * TLanes.Count];
        for (int column = 0; column < width; column += TLanes.Count)
        {
            for (int x = 0; x < 3; x++)
            {
                float* g = taps + (x * width) + column;
                Filtering.Kernel(
                    TLanes.Load(g), TLanes.Load(g + (3 * width)), TLanes.Load(g + (6 * width)),
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
                float* row = to + (y * 6 * width) + column;
                u0.Store(row);
                u1.Store(row + width);
                u2.Store(row + (2 * width));
                u3.Store(row + (3 * width));
                u4.Store(row + (4 * width));
                u5.Store(row + (5 * width));
            }
        }
    }

    private static void Store(float* row, int width, in Panels panels, byte* to)
    {
        for (int i = 0; i < width; i += TLanes.Count)
        {
            TLanes numbers = TLanes.Load(row + i);
            if (panels.IsHalf)
            {
                Float16.Narrow(numbers * TLanes.Splat(panels.Scale)).StoreNarrowed((ushort*)to + i);
            }
            else
            {
                numbers.Store((float*)to + i);
            }
        }
    }
}
