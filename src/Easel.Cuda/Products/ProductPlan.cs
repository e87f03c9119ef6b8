using Easel.Cuda.Driver;

namespace Easel.Cuda.Products;

/// <summary>Which tile makes a product, and in how many parts of its depth.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="Splits">Parts of the depth, computed side by side and added afterwards; 1 if it is not cut.</param>
/// <param name="BlocksPerSplit">Steps of <see cref="ProductTile.Depth"/> in a part.</param>
/// <param name="Join">How parts are added.</param>
internal readonly record struct ProductPlan(ProductTile Tile, int Splits, int BlocksPerSplit, PartsJoin Join = PartsJoin.Launch)
{
    // Microseconds of an H100 that adding parts takes by a launch of its own. Measured.
    private const double ReduceLaunch = 2.5;
    private const double FloatsReducedPerMicrosecond = 1_300_000;

    /// <summary>Microseconds that the blocks of a cluster wait for each other, beyond what they read. An estimate; <c>gpu plans</c> prints what fits.</summary>
    internal const double ClusterJoin = 1.0;

    // What a block reads of others' shared memory. An estimate.
    private const double ClusterFloatsPerMicrosecond = 20_000;

    // By the last block of a tile: counting arrivals; and what it reads of the second-level cache, alone. Estimates.
    private const double LastBlockJoin = 1.5;
    private const double LastBlockFloatsPerMicrosecond = 12_500;

    // Blocks that any card with clusters can have in one, and multiprocessors among which it must find its places: most of H100's groups have 16 or 18.
    private const int MostInCluster = 8;
    private const int MultiprocessorsOfGroup = 16;

    private const int MostSplits = 24;
    private const int LeastBlocksPerSplit = 4;
    private const int MostWavesOfSplits = 4;

    /// <summary>The plan that should take least time.</summary>
    /// <param name="rows">Of the result.</param>
    /// <param name="columns">Of the result.</param>
    /// <param name="depth">Products per result.</param>
    /// <param name="parities">Such products at once.</param>
    /// <param name="card">Where.</param>
    /// <param name="join">The only way to add parts; or none.</param>
    /// <param name="clustersAtOnce">How many clusters of so many blocks of a tile the card runs at once; none for a guess.</param>
    public static ProductPlan For(
        int rows, int columns, int depth, int parities, CardProperties card, PartsJoin? join = null, Func<ProductTile, int, int>? clustersAtOnce = null)
        => Candidates(rows, columns, depth, parities, card, clustersAtOnce)
            .Where(candidate => join is null || candidate.Plan.Splits == 1 || candidate.Plan.Join == join)
            .MinBy(candidate => candidate.Microseconds).Plan;

    /// <summary>All plans, and what they should take on an H100; on other cards, in proportion.</summary>
    internal static IEnumerable<(ProductPlan Plan, double Microseconds)> Candidates(
        int rows, int columns, int depth, int parities, CardProperties card, Func<ProductTile, int, int>? clustersAtOnce = null)
    {
        clustersAtOnce ??= (tile, blocks) => card.Multiprocessors / MultiprocessorsOfGroup * (MultiprocessorsOfGroup * tile.Resident / blocks);
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

                double microseconds = tile.Microseconds(tiles * splits, each, bytes, card.Multiprocessors);
                if (splits == 1)
                {
                    yield return (new ProductPlan(tile, splits, each), microseconds);
                    continue;
                }

                double reduced = (double)parities * rows * columns * (splits + 0.5);
                yield return (new ProductPlan(tile, splits, each), microseconds + ReduceLaunch + (reduced / FloatsReducedPerMicrosecond));
                double floats = (double)tile.Rows * tile.Columns;
                if (tile.OwnJoin == PartsJoin.LastBlock)
                {
                    yield return (new ProductPlan(tile, splits, each, PartsJoin.LastBlock), microseconds + LastBlockJoin + (floats * splits / LastBlockFloatsPerMicrosecond));
                }
                else if (splits <= MostInCluster)
                {
                    // Clusters do not fill all groups of multiprocessors.
                    int reached = Math.Min(card.Multiprocessors, clustersAtOnce(tile, splits) * splits / tile.Resident);
                    if (reached > 0)
                    {
                        double read = floats * (splits - 1) / splits;
                        yield return (
                            new ProductPlan(tile, splits, each, PartsJoin.Cluster),
                            tile.Microseconds(tiles * splits, each, bytes, reached) + ClusterJoin + (read / ClusterFloatsPerMicrosecond));
                    }
                }
            }
        }
    }

    private static int Ceiling(int value, int unit) => (value + unit - 1) / unit;
}
