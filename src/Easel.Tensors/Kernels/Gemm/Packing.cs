using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Easel.Tensors.Memory;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>A matrix in host memory on its way into panels.</summary>
/// <param name="Matrix">A handle to the tensor, [rows, channels, taps].</param>
/// <param name="Channels">Of a row.</param>
/// <param name="Taps">Of a channel; a row of the panels is one channel of one tap, taps outermost.</param>
/// <param name="Panels">Where to.</param>
internal readonly record struct Packing(GCHandle<HostTensor> Matrix, int Channels, int Taps, Panels Panels);

/// <summary>One piece packs one panel.</summary>
internal readonly unsafe struct PackingPieces<TLanes>(Packing packing) : IPieces where TLanes : unmanaged, ILanes<TLanes>
{
    // Read and turned while they are near the core, in stretches that memory likes.
    private const int BlockFloats = 1 << 16;
    private const int SpareFloats = 16;

    private readonly Packing _packing = packing;

    [MethodImpl(KernelLoop.Options)]
    public void Run(int piece, byte* scratch)
    {
        // A panel's matrix rows, a few channels of each; then the same with columns for rows.
        int width = _packing.Panels.Width(piece);
        int taps = _packing.Taps;
        float* turned = (float*)scratch;
        float* source = turned + BlockFloats + SpareFloats;
        int most = Math.Max(1, BlockFloats / width / taps);
        for (int channel = 0; channel < _packing.Channels; channel += most)
        {
            int channels = Math.Min(most, _packing.Channels - channel);
            for (int column = 0; column < width; column += TLanes.Count)
            {
                (nint pitch, nint from) = Find(piece, column, channel, channels, source);
                Transposition.Run(TLanes.Count, channels * taps, (float*)from, pitch, turned + column, width);
            }

            for (int tap = 0; tap < taps; tap++)
            {
                for (int i = 0; i < channels; i++)
                {
                    Store(turned + (((i * taps) + tap) * width), width, piece, (tap * _packing.Channels) + channel + i);
                }
            }
        }

        if (_packing.Panels.HeldRows > _packing.Panels.Depth)
        {
            new Span<float>(turned, width).Clear();
            Store(turned, width, piece, _packing.Panels.Depth);
        }
    }

    /// <summary>A stretch of the matrix row of each column of a register: where they lie in memory, or where they have been put, and how far apart.</summary>
    private (nint Pitch, nint From) Find(int panel, int column, int channel, int channels, float* source)
    {
        HostTensor matrix = _packing.Matrix.Target;
        (int output, bool isGate) = _packing.Panels.Place(panel, column);
        int rows = Math.Clamp(_packing.Panels.Outputs - output, 0, TLanes.Count);
        long first = ((((long)output + (isGate ? _packing.Panels.Outputs : 0)) * _packing.Channels) + channel) * _packing.Taps;
        long rowPitch = (long)_packing.Channels * _packing.Taps;
        if (rows == TLanes.Count && matrix.Floats(first) is not null)
        {
            return ((nint)rowPitch, (nint)matrix.Floats(first));
        }

        int pitch = (channels * _packing.Taps) + SpareFloats;
        for (int row = 0; row < TLanes.Count; row++)
        {
            Span<float> stretch = new(source + ((nint)row * pitch), channels * _packing.Taps);
            if (row < rows)
            {
                matrix.Read(first + (row * rowPitch), stretch);
            }
            else
            {
                stretch.Clear();
            }
        }

        return (pitch, (nint)source);
    }

    private void Store(float* row, int width, int panel, int place)
    {
        if (_packing.Panels.Form == PanelForm.BFloat16)
        {
            StoreInPair(row, width, (ushort*)_packing.Panels.At(panel, place & ~1) + (place & 1));
            return;
        }

        byte* to = _packing.Panels.At(panel, place);
        for (int i = 0; i < width; i += TLanes.Count)
        {
            TLanes numbers = TLanes.Load(row + i);
            if (_packing.Panels.Form != PanelForm.Single)
            {
                Float16.Narrow(numbers * TLanes.Splat(_packing.Panels.Scale)).StoreNarrowed((ushort*)to + i);
            }
            else
            {
                numbers.Store((float*)to + i);
            }
        }
    }

    /// <summary>Every second number.</summary>
    private static void StoreInPair(float* row, int width, ushort* to)
    {
        for (int i = 0; i < width; i += TLanes.Count)
        {
            BFloat16.Narrow(TLanes.Load(row + i)).Store(row + i);
        }

        for (int i = 0; i < width; i++)
        {
            to[2 * i] = (ushort)((uint*)row)[i];
        }
    }
}
