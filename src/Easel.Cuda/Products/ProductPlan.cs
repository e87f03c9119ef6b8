using Easel.Cuda.Driver;

namespace Easel.Cuda.Products;

/// <summary>Which tile makes a product, and in how many parts of its depth.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="Splits">Parts of the depth, computed side by side and added afterwards; 1 if it is not cut.</param>
/// <param name="BlocksPerSplit">Steps of <see cref="ProductTile.Depth"/> in a part.</param>
internal readonly record struct ProductPlan(ProductTile Tile, int Splits, int BlocksPerSplit)
{
    // Microseconds of an H100 that adding parts takes.
    private const double ReduceLaunch = 2.5;
    private const double FloatsReducedPerMicrosecond = 1_300_000;

    private const int MostSplits = 24;
    private const int LeastBlocksPerSplit = 4;
    private const int MostWavesOfSplits = 4;

    /// <summary>The plan that should take least time.</summary>
    /// <param name="rows">Of the result.</param>
    /// <param name="columns">Of the result.</param>
    /// <param name="depth">Products per result.</param>
    /// <param name="parities">Such products at once.</param>
    /// <param name="card">Where.</param>
    public static ProductPlan For(int rows, int columns, int depth, int parities, CardProperties card)
        => Candidates(rows, columns, depth, parities, card).MinBy(candidate => candidate.Microseconds).Plan;

    /// <summary>All plans, and what they should take on an H100; on other cards, in proportion.</summary>
    internal static IEnumerable<(ProductPlan Plan, double Microseconds)> Candidates(int rows, int columns, int depth, int parities, CardProperties card)
    {
        const int BytesPerHalf = 2;
        int blocks = Ceiling(depth, ProductTile.Depth);
        long bytes = (long)parities * columns * depth * BytesPerHalf;
        foreach (ProductTile tile in ProductTile.All.Where(tile => tile.IsFor(card)))
        {
            long tiles = (long)parities * Ceiling(rows, tile.Rows) * Ceiling(columns, tile.Columns);
            for (int wanted = 1; wanted <= MostSplits; wanted++)
            {
                int each = Ceiling(blocks, wanted);
                int splits = Ceiling(blocks, each);
                if (splits != wanted || (splits > 1 && (each < LeastBlocksPerSplit || tiles * splits > MostWavesOfSplits * card.Multiprocessors)))
                {
                    continue;
                }

                double reduce = splits == 1 ? 0 : ReduceLaunch + ((double)parities * rows * columns * (splits + 0.5) / FloatsReducedPerMicrosecond);
                yield return (new ProductPlan(tile, splits, each), tile.Microseconds(tiles * splits, each, bytes, card.Multiprocessors) + reduce);
            }
        }
    }

    private static int Ceiling(int value, int unit) => (value + unit - 1) / unit;
}
