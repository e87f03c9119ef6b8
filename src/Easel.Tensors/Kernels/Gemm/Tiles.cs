namespace Easel.Tensors.Kernels.Gemm;

/// <summary>A block of A times a panel of B.</summary>
internal static unsafe class Tiles
{
    /// <summary>C = A B, or C += A B. Rows are rounded up to whole tiles; there must be memory for that.</summary>
    public static void Multiply<TLanes, TTile>(int rows, int depth, float* a, float* b, float* c, nint pitch, bool isNarrow, bool fresh)
        where TLanes : struct, ILanes<TLanes>
        where TTile : struct, ITile<TLanes>
    {
        if (isNarrow)
        {
            for (int row = 0; row < rows; row += NarrowTile<TLanes>.Rows)
            {
                NarrowTile<TLanes>.Multiply(depth, a + ((nint)row * Block.Pitch), b, c + (row * pitch), pitch, fresh);
            }

            return;
        }

        for (int row = 0; row < rows; row += TTile.Rows)
        {
            TTile.Multiply(depth, a + ((nint)row * Block.Pitch), b, c + (row * pitch), pitch, fresh);
        }
    }
}
