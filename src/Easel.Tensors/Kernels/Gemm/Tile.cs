namespace Easel.Tensors.Kernels.Gemm;

/// <summary>What the loops around a micro-kernel and the micro-kernels themselves agree on.</summary>
internal static class Block
{
    /// <summary>The most columns of A (rows of B) that are multiplied before the next are gathered: 20 KB of a panel of B at AVX2. It divides most of SD v1's widths.</summary>
    public const int MaxDepth = 320;

    /// <summary>
    /// Floats from one row of a block of A to the next. A constant, so that a micro-kernel reaches all rows from one pointer, and one cache line more than
    /// the rows need, so that they do not compete for the same places of the cache.
    /// </summary>
    public const int Pitch = MaxDepth + 16;

    /// <summary>Rows of every block come in multiples of this: the least common multiple of all tiles' rows.</summary>
    public const int RowUnit = 12;

    /// <summary>The most rows of a block: 258 KB of A, half of a core's second-level cache where that is small.</summary>
    public const int MaxRows = 192;

    /// <summary>Columns of A that are multiplied together: as many blocks as need be, all of about one size, in fours.</summary>
    /// <param name="depth">All columns.</param>
    /// <param name="perFloat">How many take the place of a float.</param>
    public static int DepthStep(int depth, int perFloat = 1)
    {
        int most = MaxDepth * perFloat;
        int steps = (depth + most - 1) / most;
        return (((depth + steps - 1) / steps) + 3) / 4 * 4;
    }

    /// <summary>Rows rounded up to whole units.</summary>
    public static int Padded(int rows) => (rows + RowUnit - 1) / RowUnit * RowUnit;
}

/// <summary>A micro-kernel: a tile of C, some rows high and two registers wide, held in registers while k runs.</summary>
/// <remarks>Every element is one chain of fused multiply-adds in the order of k, whatever the tile: tiles differ in speed only.</remarks>
internal unsafe interface ITile<TLanes> where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Divides <see cref="Block.RowUnit"/>.</summary>
    static abstract int Rows { get; }

    /// <summary>C = A B, or C += A B.</summary>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="a">Rows at <see cref="Block.Pitch"/>.</param>
    /// <param name="b">Rows of two registers each, one after the other.</param>
    /// <param name="c">Rows of two registers each.</param>
    /// <param name="pitch">Floats from one row of C to the next.</param>
    /// <param name="fresh">Whether sums begin at zero, not at what C holds.</param>
    static abstract void Multiply(nint depth, float* a, float* b, float* c, nint pitch, bool fresh);
}
