using System.Runtime.CompilerServices;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>A product of patches and panels, and what is done to its sums.</summary>
internal readonly struct Product(Patches left, Panels right, Finish finish)
{
    public readonly Patches Left = left;
    public readonly Panels Right = right;
    public readonly Finish Finish = finish;
}

/// <summary>The pieces of a product, for one width of registers and one form of factors.</summary>
internal readonly unsafe struct ProductPieces<TLanes, TFactors>(Product product, Cut cut, TFactors factors) : IPieces
    where TLanes : unmanaged, ILanes<TLanes>
    where TFactors : unmanaged, IFactors<TLanes>
{
    private const nint BlockFloats = Block.MaxRows * Block.Pitch;

    private readonly Product _product = product;
    private readonly Cut _cut = cut;
    private readonly TFactors _factors = factors;

    [MethodImpl(KernelLoop.Options)]
    public void Run(int piece, byte* scratch)
    {
        // Pieces that follow each other have the same columns, so that what one thread has fetched of B the other finds near.
        int firstRow = piece % _cut.RowBlocks * _cut.RowStep;
        int rows = Math.Min(_cut.RowStep, _product.Left.Rows - firstRow);
        int firstPanel = piece / _cut.RowBlocks * _cut.PanelStep;
        int panels = Math.Min(_cut.PanelStep, _product.Right.Count - firstPanel);

        float* block = (float*)scratch;
        float* expanded = block + BlockFloats;
        float* sums = expanded + (Block.MaxDepth * 2 * TLanes.Count);

        int depth = _product.Left.Depth;
        int step = Block.DepthStep(depth, _factors.PerFloat);
        for (int k = 0; k < depth; k += step)
        {
            int columns = Math.Min(step, depth - k);
            bool isLast = columns == depth - k;
            _factors.Gather(_product.Left, firstRow, rows, k, columns, block);
            for (int panel = firstPanel; panel < firstPanel + panels; panel++)
            {
                // Sums that are finished at once need memory for one panel only, which then stays near.
                float* c = sums + (columns < depth ? (nint)(panel - firstPanel) * _cut.RowStep * 2 * TLanes.Count : 0);
                (int nextPanel, int nextRow) = panel + 1 < firstPanel + panels ? (panel + 1, k) : (firstPanel, k + columns);
                Ahead ahead = new(rows, _factors.TileRows);
                if (nextRow < depth)
                {
                    ahead.WillRead(_product.Right.At(nextPanel, nextRow), (nint)columns * _product.Right.RowBytes(nextPanel));
                }

                if (isLast)
                {
                    ahead.WillFinish(_product.Finish, firstRow, panel * _product.Right.OutputsPerPanel, _product.Right.Outputs);
                }

                Multiply(panel, rows, k, columns, block, expanded, c, ahead);
                if (isLast)
                {
                    _product.Finish.Apply<TLanes>(_product.Right, panel, c, firstRow, rows);
                }
            }
        }
    }

    /// <summary>Adds a block of A times some rows of a panel to the panel's sums.</summary>
    private void Multiply(int panel, int rows, int k, int columns, float* block, float* expanded, float* sums, Ahead ahead)
    {
        Panels right = _product.Right;
        bool isNarrow = right.HasNarrow && panel == right.Count - 1;
        float* b = _factors.Rows(right, panel, k, columns, expanded);
        _factors.Multiply(rows, columns, block, b, right.Scales(panel), sums, 2 * TLanes.Count, isNarrow, fresh: k == 0, ahead);
    }
}
