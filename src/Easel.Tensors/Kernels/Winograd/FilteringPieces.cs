using System.Runtime.CompilerServices;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Winograd;

/// <summary>The pieces of minimal filtering: a block of tiles times a block of panels.</summary>
internal readonly unsafe struct FilteringPieces<TLanes, TFactors>(FilteringWork work, FilteringCut cut, TFactors factors) : IPieces
    where TLanes : unmanaged, ILanes<TLanes>
    where TFactors : unmanaged, IFilteringFactors<TLanes>
{
    private readonly FilteringWork _work = work;
    private readonly FilteringCut _cut = cut;
    private readonly TFactors _factors = factors;

    public void Run(int piece, byte* scratch)
    {
        int firstTile = piece % _cut.TileBlocks * _cut.TileStep;
        int tiles = Math.Min(_cut.TileStep, _work.Image.Count - firstTile);
        int firstPanel = piece / _cut.TileBlocks * _cut.PanelStep;
        int panels = Math.Min(_cut.PanelStep, _work.Right.First.Count - firstPanel);

        nint position = (nint)_cut.TileStep * Block.Pitch;
        float* transformed = (float*)scratch;
        float* kernels = transformed + (Filtering.Positions * position);
        float* sums = kernels + (Filtering.Positions * PanelKernels);
        float* pixels = sums + (panels * Filtering.Positions * PanelSums);
        float* spare = pixels;

        int depth = _work.Image.Channels;
        int step = Block.DepthStep(depth);
        for (int k = 0; k < depth; k += step)
        {
            int channels = Math.Min(step, depth - k);
            _factors.Transform(_work.Image, firstTile, tiles, k, channels, transformed, position, spare);
            if (_work.KeepsKernels)
            {
                for (int i = 0; i < Filtering.Positions; i++)
                {
                    Multiply(_work.Right[i], firstPanel, panels, tiles, k, channels, transformed + (i * position), sums + (i * PanelSums));
                }
            }
            else
            {
                for (int i = 0; i < panels; i++)
                {
                    _factors.Transform(_work.Kernels, firstPanel + i, k, channels, kernels, PanelKernels, spare);
                    Multiply(firstPanel + i, tiles, channels, transformed, position, kernels, sums + (i * Filtering.Positions * PanelSums), fresh: k == 0);
                }
            }
        }

        for (int panel = 0; panel < panels; panel++)
        {
            Finish(firstPanel + panel, firstTile, tiles, sums + (panel * Filtering.Positions * PanelSums), pixels);
        }
    }

    /// <summary>Floats of a panel's sums at one position.</summary>
    private nint PanelSums => (nint)_cut.TileStep * 2 * TLanes.Count;

    /// <summary>Floats of a panel's kernels at one position.</summary>
    private static nint PanelKernels => (Block.MaxDepth * 2 * TLanes.Count) + PanelsAtPositions.Apart;

    /// <summary>Adds a position's channels times its panels to the sums.</summary>
    [MethodImpl(KernelLoop.Options)]
    private void Multiply(in Panels right, int firstPanel, int panels, int tiles, int k, int channels, float* block, float* sums)
    {
        for (int panel = firstPanel; panel < firstPanel + panels; panel++, sums += Filtering.Positions * PanelSums)
        {
            bool isNarrow = right.HasNarrow && panel == right.Count - 1;
            Ahead ahead = new(tiles, _factors.TileRows);
            if (panel + 1 < firstPanel + panels)
            {
                ahead.WillRead(right.At(panel + 1, k), (nint)channels * right.RowBytes(panel + 1));
            }

            _factors.Multiply(tiles, channels, block, (float*)right.At(panel, k), scales: null, sums, 2 * TLanes.Count, isNarrow, fresh: k == 0, ahead);
        }
    }

    /// <summary>Adds all positions' channels times one panel to its sums.</summary>
    [MethodImpl(KernelLoop.Options)]
    private void Multiply(int panel, int tiles, int channels, float* blocks, nint position, float* kernels, float* sums, bool fresh)
    {
        bool isNarrow = _work.Kernels.HasNarrow && panel == _work.Kernels.Count - 1;
        for (int i = 0; i < Filtering.Positions; i++)
        {
            Ahead ahead = new(tiles, _factors.TileRows);
            _factors.Multiply(
                tiles, channels, blocks + (i * position), kernels + (i * PanelKernels), scales: null, sums + (i * PanelSums), 2 * TLanes.Count, isNarrow, fresh, ahead);
        }
    }

    /// <summary>Transforms a panel's sums back, A^T m A, and finishes the pixels, a row of them at a time.</summary>
    private void Finish(int panel, int firstTile, int tiles, float* sums, float* pixels)
    {
        Panels right = _work.Right.First;
        int registers = right.Width(panel) / TLanes.Count;
        for (int done = 0; done < tiles;)
        {
            int run = Math.Min(tiles - done, _work.Image.RunLength(firstTile + done));
            nint rowPitch = (nint)run * Filtering.Outputs * 2 * TLanes.Count;
            for (int register = 0; register < registers; register++)
            {
                nint offset = (nint)register * TLanes.Count;
                TransformBack(sums + ((nint)done * 2 * TLanes.Count) + offset, PanelSums, run, pixels + offset, rowPitch);
            }

            for (int y = 0; y < Filtering.Outputs; y++)
            {
                int first = _work.Image.FirstPixel(firstTile + done, run, y, out int count);
                if (count > 0)
                {
                    _work.Finish.Apply<TLanes>(right, panel, pixels + (y * rowPitch), first, count);
                }
            }

            done += run;
        }
    }

    /// <summary>One register's columns of a run of tiles: 36 sums each become four rows of four pixels.</summary>
    [MethodImpl(KernelLoop.Options)]
    private static void TransformBack(float* sums, nint pitch, int tiles, float* pixels, nint rowPitch)
    {
        nint width = 2 * TLanes.Count;
        float* half = stackalloc float[Filtering.Inputs * Filtering.Outputs * TLanes.Count];
        nint line = 6 * TLanes.Count;
        for (int tile = 0; tile < tiles; tile++, sums += width, pixels += Filtering.Outputs * width)
        {
            for (int x = 0; x < Filtering.Inputs; x++)
            {
                Filtering.Output(Six<TLanes>.Load(sums + (x * pitch), 6 * pitch), half + (x * TLanes.Count), line);
            }

            for (int y = 0; y < Filtering.Outputs; y++)
            {
                Filtering.Output(Six<TLanes>.Load(half + (y * line), TLanes.Count), pixels + (y * rowPitch), width);
            }
        }
    }
}
