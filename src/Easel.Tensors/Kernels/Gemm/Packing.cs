using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Easel.Tensors.Kernels.Quantized;
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

    public void Run(int piece, byte* scratch)
    {
        if (_packing.Panels.Form == PanelForm.Int8)
        {
            Quantize(piece, scratch);
        }
        else
        {
            Turn(piece, scratch, new Rounding(_packing.Panels));
        }
    }

    /// <summary>Looks at a panel once for its columns' greatest magnitudes, and once for its numbers.</summary>
    private void Quantize(int piece, byte* scratch)
    {
        Panels panels = _packing.Panels;
        int width = panels.Width(piece);
        new Span<byte>(panels.At(piece, 0), panels.HeldRows * panels.RowBytes(piece)).Clear();
        float* scales = panels.Scales(piece);
        Turn(piece, scratch, new Measuring(scales));
        float* factors = stackalloc float[2 * TLanes.Count];
        for (int column = 0; column < width; column++)
        {
            factors[column] = Quantization.FactorFor(scales[column]);
            scales[column] = Quantization.ScaleFor(scales[column]);
        }

        Turn(piece, scratch, new Quantizing(panels, factors));
    }

    /// <summary>Hands a panel's rows over, and rows of zeros behind them until all that have a place are there.</summary>
    [MethodImpl(KernelLoop.Options)]
    private void Turn<TStore>(int piece, byte* scratch, TStore store) where TStore : struct, IRowStore
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
                    store.Take(turned + (((i * taps) + tap) * width), width, piece, (tap * _packing.Channels) + channel + i);
                }
            }
        }

        new Span<float>(turned, width).Clear();
        for (int row = _packing.Panels.Depth; row < _packing.Panels.NumberRows; row++)
        {
            store.Take(turned, width, piece, row);
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

    /// <summary>Takes the rows of a panel.</summary>
    private interface IRowStore
    {
        void Take(float* row, int width, int panel, int place);
    }

    /// <summary>Stores them in single or half precision.</summary>
    private readonly struct Rounding(Panels panels) : IRowStore
    {
        private readonly Panels _panels = panels;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(float* row, int width, int panel, int place)
        {
            if (_panels.Form == PanelForm.BFloat16)
            {
                StoreInPair(row, width, (ushort*)_panels.At(panel, place & ~1) + (place & 1));
                return;
            }

            byte* to = _panels.At(panel, place);
            for (int i = 0; i < width; i += TLanes.Count)
            {
                TLanes numbers = TLanes.Load(row + i);
                if (_panels.Form != PanelForm.Single)
                {
                    Float16.Narrow(numbers * TLanes.Splat(_panels.Scale)).StoreNarrowed((ushort*)to + i);
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

    /// <summary>Keeps the columns' greatest magnitudes, which begin at zero.</summary>
    private readonly struct Measuring(float* greatest) : IRowStore
    {
        private readonly float* _greatest = greatest;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(float* row, int width, int panel, int place)
        {
            for (int i = 0; i < width; i += TLanes.Count)
            {
                TLanes.Max(LaneMath.Abs(TLanes.Load(row + i)), TLanes.Load(_greatest + i)).Store(_greatest + i);
            }
        }
    }

    /// <summary>Stores them in eight bits, in places that hold zeros.</summary>
    private readonly struct Quantizing(Panels panels, float* factors) : IRowStore
    {
        private readonly Panels _panels = panels;
        private readonly float* _factors = factors;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(float* row, int width, int panel, int place)
            => Quantization.Store<TLanes>(row, _factors, (float*)_panels.At(panel, place & ~3), place & 3, width);
    }
}
