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
    /// <summary>The most tiles of a block. Their transformed pixels take 2.3 MB, a position's 65 KB: the latter stay in the second-level cache while panels pass by.</summary>
    public const int MostTiles = 48;

    // What is left of the scratch memory for sums, in floats; half a million for a panel's kernels and finished pixels.
    private const int MostSums = (WorkerTeam.ScratchBytes / sizeof(float)) - (Filtering.Positions * MostTiles * Block.Pitch) - (1 << 19);

    // Each piece transforms its tiles' pixels, which takes as long as a fourteenth of a panel.
    private const int FewestPanels = 5;

    // The last pieces end at different times: they are a small part of the whole.
    private const int PiecesPerThread = 8;

    public int Pieces => TileBlocks * PanelBlocks;

    /// <summary>The cut of a convolution.</summary>
    /// <param name="tiles">1 or more.</param>
    /// <param name="panels">1 or more.</param>
    /// <param name="panelWidth">Columns of a panel.</param>
    /// <param name="threads">How many take pieces.</param>
    public static FilteringCut Of(int tiles, int panels, int panelWidth, int threads)
    {
        int blocks = Blocks(tiles, MostTiles);
        int tileStep = Block.Padded(Blocks(tiles, blocks));
        blocks = Blocks(tiles, tileStep);

        int most = MostSums / (Filtering.Positions * tileStep * panelWidth);
        int few = Math.Max(FewestPanels, Blocks(panels * blocks, PiecesPerThread * threads));
        int panelBlocks = Blocks(panels, Math.Min(most, few));
        int panelStep = Blocks(panels, panelBlocks);
        return new(tileStep, blocks, panelStep, Blocks(panels, panelStep));
    }

    private static int Blocks(int count, int step) => (count + step - 1) / step;
}
