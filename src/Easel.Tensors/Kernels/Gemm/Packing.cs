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
    private const int SpareFloats = 16;

    private readonly Packing _packing = packing;

    public void Run(int piece, byte* scratch)
    {
        // A panel's matrix rows, as many channels of each as half the scratch memory holds.
        int width = _packing.Panels.Width(piece);
        float* row = (float*)scratch;
        float* source = row + (2 * TLanes.Count);
        int most = WorkerTeam.ScratchBytes / 2 / sizeof(float) / width / _packing.Taps;
        for (int channel = 0; channel < _packing.Channels; channel += most)
        {
            int channels = Math.Min(most, _packing.Channels - channel);
            int pitch = (channels * _packing.Taps) + SpareFloats;
            Read(piece, width, channel, channels, source, pitch);
            for (int tap = 0; tap < _packing.Taps; tap++)
            {
                for (int i = 0; i < channels; i++)
                {
                    float* from = source + (i * _packing.Taps) + tap;
                    for (int column = 0; column < width; column++)
                    {
                        row[column] = from[column * pitch];
                    }

                    Store(row, width, piece, (tap * _packing.Channels) + channel + i);
                }
            }
        }

        if (_packing.Panels.HeldRows > _packing.Panels.Depth)
        {
            new Span<float>(row, width).Clear();
            Store(row, width, piece, _packing.Panels.Depth);
        }
    }

    /// <summary>Reads a stretch of the matrix row of each column of a panel.</summary>
    private void Read(int panel, int width, int channel, int channels, float* to, int pitch)
    {
        HostTensor matrix = _packing.Matrix.Target;
        for (int column = 0; column < width; column++)
        {
            Span<float> stretch = new(to + ((nint)column * pitch), channels * _packing.Taps);
            (int output, bool isGate) = _packing.Panels.Place(panel, column);
            if (output < _packing.Panels.Outputs)
            {
                long row = output + (isGate ? _packing.Panels.Outputs : 0);
                matrix.Read(((row * _packing.Channels) + channel) * _packing.Taps, stretch);
            }
            else
            {
                stretch.Clear();
            }
        }
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
