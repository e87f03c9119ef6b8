using System.Runtime.CompilerServices;
using Easel.Tensors.Kernels.Gemm;

namespace Easel.Tensors.Kernels.Quantized;

/// <summary>
/// Factors of eight bits where no instruction multiplies them: as floats that are whole numbers. A block's sums stay below 2^23, where floats hold whole numbers
/// exactly, so that all kernels of single precision find those of <see cref="QuantizedFactors{TLanes}"/>.
/// </summary>
/// <typeparam name="TLanes">A register.</typeparam>
/// <typeparam name="TTile">The micro-kernel.</typeparam>
internal readonly unsafe struct PortableQuantizedFactors<TLanes, TTile> : IFactors<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
    where TTile : unmanaged, ITile<TLanes>
{
    public int PerFloat => 1;

    public int TileRows => TTile.Rows;

    // Twice that of numbers as they are.
    public int RowOverhead => 16;

    public void Gather(in Patches left, int firstRow, int rows, int firstColumn, int columns, float* block)
    {
        left.Gather<TLanes>(firstRow, rows, firstColumn, columns, block);
        for (int row = 0; row < rows; row++)
        {
            Quantize(block + ((nint)row * Block.Pitch), columns);
        }
    }

    public float* Rows(in Panels right, int panel, int first, int count, float* expanded) => right.Rows<TLanes>(panel, first, count, expanded);

    [MethodImpl(KernelLoop.Options)]
    public void Multiply(int rows, int depth, float* a, float* b, float* scales, float* c, nint pitch, bool isNarrow, bool fresh, Ahead ahead)
    {
        nint width = 2 * TLanes.Count;
        float* sums = stackalloc float[TTile.Rows * 2 * TLanes.Count];
        for (int row = 0; row < rows; row += TTile.Rows)
        {
            int count = Math.Min(TTile.Rows, rows - row);
            ahead.Fetch(row, count);
            TTile.Multiply(depth, a + ((nint)row * Block.Pitch), b, sums, width, fresh: true);
            for (int i = 0; i < count; i++)
            {
                TLanes scale = TLanes.Splat(a[((nint)(row + i) * Block.Pitch) + Block.MaxDepth]);
                float* to = c + ((row + i) * pitch);
                for (int column = 0; column < width; column += TLanes.Count)
                {
                    TLanes sum = fresh ? TLanes.Splat(0) : TLanes.Load(to + column);
                    TLanes.MultiplyAdd(TLanes.Load(sums + (i * width) + column), scale * TLanes.Load(scales + column), sum).Store(to + column);
                }
            }
        }
    }

    /// <summary>A row's numbers become whole ones, and its scale lies behind where the longest row ends.</summary>
    [MethodImpl(KernelLoop.Options)]
    private static void Quantize(float* row, int columns)
    {
        float greatest = BitConverter.UInt32BitsToSingle(Reductions.GreatestBits<TLanes>(row, columns));
        float factor = Quantization.FactorFor(greatest);
        row[Block.MaxDepth] = Quantization.ScaleFor(greatest);
        int i = 0;
        for (; i <= columns - TLanes.Count; i += TLanes.Count)
        {
            Quantization.Round(TLanes.Load(row + i), TLanes.Splat(factor)).Store(row + i);
        }

        for (; i < columns; i++)
        {
            Quantization.Round(Lanes1.Load(row + i), Lanes1.Splat(factor)).Store(row + i);
        }
    }
}
