using Easel.Cuda.Products;

namespace Easel.Cuda;

/// <content>Which tile makes a product, in how many parts, and what joins them.</content>
public sealed unsafe partial class CudaDevice
{
    // A plan splits where tiles are few; see ProductPlan.
    private const int MostTilesOfParts = 4096;

    // A network asks for the same few products again and again; a plan weighs a hundred candidates.
    private readonly Dictionary<(int Rows, int Columns, int Depth, int Parities), ProductPlan> _plans = [];

    private readonly Dictionary<(int SharedBytes, int Blocks), int> _clusters = [];
    private PartsJoin? _join;
    private nint _arrivals;

    /// <summary>Overrides the choice of a tile; for measurements.</summary>
    internal Func<ProductParameters, ProductPlan>? Planner { get; set; }

    /// <summary>The only way to add the parts of a split depth; none, what a plan thinks best. For measurements.</summary>
    internal PartsJoin? Join
    {
        get => _join;
        set
        {
            _join = value;
            _plans.Clear();
        }
    }

    /// <summary>Counters of zeros for so many tiles; products, one after the other in the stream, leave zeros.</summary>
    private nint Arrivals(int tiles)
    {
        if (_arrivals == 0)
        {
            _arrivals = _allocations.Allocate(MostTilesOfParts * sizeof(int));
            _driver.Fill(_arrivals, 0, MostTilesOfParts * sizeof(int), _stream);
        }

        return tiles <= MostTilesOfParts ? _arrivals : throw new InvalidOperationException($"{tiles} tiles in parts; a plan may ask for {MostTilesOfParts}.");
    }

    /// <summary>How many clusters of a tile's blocks run at once: cards differ in how many multiprocessors their groups have.</summary>
    internal int ClustersAtOnce(ProductTile tile, int blocks)
    {
        (int SharedBytes, int Blocks) key = (tile.SharedBytes, blocks);
        if (!_clusters.TryGetValue(key, out int clusters))
        {
            nint function = _kernels.Find(tile.File, $"{tile.File}_nothing", tile.SharedBytes);
            clusters = _driver.ClustersAtOnce(function, tile.Threads, tile.SharedBytes, blocks);
            _clusters.Add(key, clusters);
        }

        return clusters;
    }

    private ProductPlan PlanFor(in ProductParameters product)
    {
        (int Rows, int Columns, int Depth, int Parities) key = (product.Rows, product.Columns, product.Depth, product.Parities);
        if (!_plans.TryGetValue(key, out ProductPlan plan))
        {
            plan = ProductPlan.For(key.Rows, key.Columns, key.Depth, key.Parities, _card, _join, ClustersAtOnce);
            _plans.Add(key, plan);
        }

        return plan;
    }
}
