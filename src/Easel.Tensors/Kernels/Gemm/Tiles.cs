using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>A block of A times a panel of B.</summary>
internal static unsafe class Tiles
{
    /// <summary>C = A B, or C += A B. Rows are rounded up to whole tiles; there must be memory for that.</summary>
    /// <param name="rows">Rows of A.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="a">Rows at <see cref="Block.Pitch"/>.</param>
    /// <param name="b">A panel.</param>
    /// <param name="c">Rows of a panel's width.</param>
    /// <param name="pitch">Floats from one row of C to the next.</param>
    /// <param name="isNarrow">Whether the panel is one register wide.</param>
    /// <param name="fresh">Whether sums begin at zero, not at what C holds.</param>
    /// <param name="ahead">What to fetch meanwhile.</param>
    [MethodImpl(KernelLoop.Options)]
    public static void Multiply<TLanes, TTile>(
        int rows, int depth, float* a, float* b, float* c, nint pitch, bool isNarrow, bool fresh, Ahead ahead)
        where TLanes : struct, ILanes<TLanes>
        where TTile : struct, ITile<TLanes>
    {
        int height = isNarrow ? NarrowTile<TLanes>.Rows : TTile.Rows;
        for (int row = 0; row < rows; row += height)
        {
            ahead.Fetch(row, Math.Min(height, rows - row));
            if (isNarrow)
            {
                NarrowTile<TLanes>.Multiply(depth, a + ((nint)row * Block.Pitch), b, c + (row * pitch), pitch, fresh);
            }
            else
            {
                TTile.Multiply(depth, a + ((nint)row * Block.Pitch), b, c + (row * pitch), pitch, fresh);
            }
        }
    }
}
