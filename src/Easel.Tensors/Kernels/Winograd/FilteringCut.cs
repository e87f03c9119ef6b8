using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Winograd;

/// <summary>How minimal filtering is cut into pieces: blocks of tiles times blocks of panels. It changes speed only.</summary>
/// <param name="TileStep">Tiles of a block, whole units; the last block may have fewer.</param>
/// <param name="TileBlocks">How many blocks of tiles there are.</param>
/// <param name="PanelStep">Panels of a block; the last may have fewer.</param>
/// <param name="PanelBlocks">How many blocks of panels there are.</param>
internal readonly record struct FilteringCut(int TileStep, int TileBlocks, int PanelStep, int PanelBlocks)
{
    // A block's transformed pixels take 2.3 MB, a position's 65 KB: the latter stay in the second-level cache while panels pass by.
    private const int MostTiles = 48;

    // What is left of the scratch memory for sums, in floats.
    private const int MostSums = (WorkerTeam.ScratchBytes / sizeof(float)) - (Filtering.Positions * MostTiles * Block.Pitch) - (1 << 17);

    public int Pieces => TileBlocks * PanelBlocks;

    /// <summary>The cut of a convolution.</summary>
    /// <param name="tiles">1 or more.</param>
    /// <param name="panels">1 or more.</param>
    /// <param name="panelWidth">Columns of a panel.</param>
    /// <param name="threads">How many take pieces.</param>
    public static FilteringCut Of(int tiles, int panels, int panelWidth, int threads)
    {
        int panelBlocks = Blocks(panels, MostSums / (Filtering.Positions * MostTiles * panelWidth));
        int blocks = Blocks(tiles, MostTiles);
        if (blocks * panelBlocks < 8 * threads)
        {
            // Few pieces are cut so that all threads end together.
            blocks = Math.Min(Blocks(blocks * panelBlocks, threads) * threads / panelBlocks, Blocks(tiles, Block.RowUnit));
            blocks = Math.Max(1, blocks);
        }

        int step = Math.Min(MostTiles, Block.Padded(Blocks(tiles, blocks)));
        blocks = Blocks(tiles, step);
        if (blocks * panelBlocks < threads)
        {
            panelBlocks = Math.Min(panels, Blocks(threads, blocks));
        }

        int panelStep = Blocks(panels, panelBlocks);
        return new(step, blocks, panelStep, Blocks(panels, panelStep));
    }

    private static int Blocks(int count, int step) => (count + step - 1) / step;
}
