using Easel.Tensors.Backends.Meta;

namespace Easel.Diffusion.Planning;

/// <summary>How fast a machine is: seconds of operations that were measured, from which those of others are told.</summary>
public sealed class Calibration
{
    private readonly Dictionary<OperationShape, OperationCost> _costs = [];

    /// <summary>Operations that were measured, and the cost of each.</summary>
    public IReadOnlyDictionary<OperationShape, OperationCost> Measured => _costs;

    /// <summary>What <see cref="Calibrator.Reference"/> costs where nothing disturbs it: what it takes at another time tells how fast the machine is then.</summary>
    public OperationCost Reference { get; set; }

    /// <summary>Processor seconds that first calls take beyond later ones, while code is compiled.</summary>
    public double WarmUp { get; set; }

    /// <summary>Bytes of a checkpoint that a processor prepares in a second.</summary>
    public double PreparedPerSecond { get; set; }

    /// <summary>How many times as fast all threads are as one: 1 of a card.</summary>
    public double Gain => Reference.Seconds > 0 ? Math.Max(1, Reference.Work / Reference.Seconds) : 1;

    /// <summary>Bytes that are hashed in a second, by one thread.</summary>
    public double HashedPerSecond { get; set; }

    /// <summary>Pixels that are written as PNG in a second.</summary>
    public double PixelsPerSecond { get; set; }

    /// <summary>Notes a measurement.</summary>
    public void Add(OperationShape operation, OperationCost cost) => _costs[operation] = cost;

    /// <summary>The cost of all operations of a tally.</summary>
    public OperationCost CostOf(OperationTally tally)
    {
        ArgumentNullException.ThrowIfNull(tally);
        return tally.Counts.Aggregate(default(OperationCost), (sum, pair) => sum + (CostOf(pair.Key) * pair.Value));
    }

    /// <summary>
    /// The cost of an operation: measured, or of the measured one of its kind that is nearest in channels and size, scaled by <see cref="OperationShape.Work"/>.
    /// </summary>
    public OperationCost CostOf(OperationShape operation)
    {
        if (_costs.TryGetValue(operation, out OperationCost measured))
        {
            return measured;
        }

        if (Nearest(operation, known => SameForm(known, operation)) is { } nearest)
        {
            return _costs[nearest] * (operation.Work / Math.Max(1, nearest.Work));
        }

        // Of a kind that was never measured: as fast as all others together.
        KeyValuePair<OperationShape, OperationCost>[] others = [.. _costs.Where(pair => pair.Key.HasProducts == operation.HasProducts)];
        double work = others.Sum(pair => pair.Key.Work);
        return work == 0 ? default : others.Aggregate(default(OperationCost), (sum, pair) => sum + pair.Value) * (operation.Work / work);
    }

    /// <summary>Whether one may stand for the other.</summary>
    private static bool SameForm(OperationShape known, OperationShape wanted)
        => (KindOf(known) == KindOf(wanted)) && known.Kernel == wanted.Kernel && known.IsQuantized == wanted.IsQuantized;

    private static OperationKind KindOf(OperationShape operation) => operation.Kind == OperationKind.ReadyConvolution ? OperationKind.Convolution : operation.Kind;

    private OperationShape? Nearest(OperationShape operation, Func<OperationShape, bool> mayStand)
    {
        OperationShape? nearest = null;
        double least = double.MaxValue;
        foreach (OperationShape known in _costs.Keys.Where(mayStand))
        {
            double distance = Distance(known, operation);
            if (distance < least)
            {
                (nearest, least) = (known, distance);
            }
        }

        return nearest;
    }

    /// <summary>How far two are from each other in the logarithms of what they multiply; width counts as much as size.</summary>
    private static double Distance(OperationShape a, OperationShape b)
        => Apart(a.Inputs, b.Inputs) + Apart(a.Outputs, b.Outputs) + Apart((double)a.Batch * a.Rows * a.Columns, (double)b.Batch * b.Rows * b.Columns)
            + (a.Kind == b.Kind ? 0 : 0.1) + (a.Stride == b.Stride ? 0 : 1) + (a.IsSpecial == b.IsSpecial ? 0 : 1);

    private static double Apart(double a, double b) => Math.Abs(Math.Log((a + 1) / (b + 1)));
}
