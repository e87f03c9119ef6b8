namespace Easel.Tensors.Kernels.Gemm;

/// <summary>How a product is cut into pieces: blocks of rows times blocks of panels. It changes speed only.</summary>
/// <param name="RowStep">Rows of a block, whole units; the last block may have fewer.</param>
/// <param name="RowBlocks">How many blocks of rows there are.</param>
/// <param name="PanelStep">Panels of a block; the last may have fewer.</param>
/// <param name="PanelBlocks">How many blocks of panels there are.</param>
internal readonly record struct Cut(int RowStep, int RowBlocks, int PanelStep, int PanelBlocks)
{
    // What is done once for a piece's columns (fetching B), in rows of multiplication: measured on AVX2.
    private const int ColumnOverhead = 8;

    // A piece's sums stay near the core.
    private const int MaxSums = 192 * 1280;

    // Finer cuts than these were never the shortest.
    private const int MoreRowBlocks = 12;
    private const int MorePanelBlocks = 64;

    // The part of a piece's time that is lost while the last ones end.
    private const double LastPiece = 0.25;

    public int Pieces => RowBlocks * PanelBlocks;

    /// <summary>The cut with the shortest time by a simple model of it.</summary>
    /// <param name="rows">1 or more.</param>
    /// <param name="panels">1 or more.</param>
    /// <param name="panelWidth">Columns of a panel.</param>
    /// <param name="rowOverhead">What is done once for a piece's rows (gathering A), in columns of multiplication.</param>
    /// <param name="threads">How many take pieces.</param>
    public static Cut Of(int rows, int panels, int panelWidth, int rowOverhead, int threads)
    {
        Cut best = default;
        double bestTime = double.PositiveInfinity;
        int fewest = Blocks(rows, Block.MaxRows);
        int most = Math.Min(Blocks(rows, Block.RowUnit), fewest + MoreRowBlocks);
        for (int rowBlocks = fewest; rowBlocks <= most; rowBlocks++)
        {
            int rowStep = Block.Padded(Blocks(rows, rowBlocks));
            int fewestPanelBlocks = Blocks(panels, MaxSums / rowStep / panelWidth);
            int mostPanelBlocks = Math.Min(panels, fewestPanelBlocks + MorePanelBlocks);
            for (int panelBlocks = fewestPanelBlocks; panelBlocks <= mostPanelBlocks; panelBlocks++)
            {
                int panelStep = Blocks(panels, panelBlocks);
                Cut cut = new(rowStep, Blocks(rows, rowStep), panelStep, Blocks(panels, panelStep));
                double time = cut.Time(panelWidth, rowOverhead, threads);
                if (time < bestTime)
                {
                    (best, bestTime) = (cut, time);
                }
            }
        }

        return best;
    }

    private double Time(int panelWidth, int rowOverhead, int threads)
    {
        double piece = (double)(RowStep + ColumnOverhead) * ((PanelStep * panelWidth) + rowOverhead);
        double even = piece * Pieces / threads;
        double rounds = piece * Blocks(Pieces, threads);
        return Math.Max(rounds, even + (threads > 1 ? LastPiece * piece : 0));
    }

    private static int Blocks(int count, int step) => (count + step - 1) / step;
}
