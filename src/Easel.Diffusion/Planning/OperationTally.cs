using Easel.Tensors.Backends.Meta;

namespace Easel.Diffusion.Planning;

/// <summary>How often each operation is done in a part of a run.</summary>
public sealed class OperationTally
{
    private readonly Dictionary<OperationShape, double> _counts = [];

    /// <summary>Operations and how often they are done.</summary>
    public IReadOnlyDictionary<OperationShape, double> Counts => _counts;

    /// <summary>Floating-point operations of all products, a multiply and an add counted as two.</summary>
    public double Products => _counts.Where(pair => pair.Key.HasProducts).Sum(pair => pair.Key.Work * pair.Value);

    /// <summary>Adds an operation that is done some times more.</summary>
    public void Add(OperationShape operation, double times) => _counts[operation] = _counts.GetValueOrDefault(operation) + times;

    /// <summary>Adds all of another, so often.</summary>
    public void Add(OperationTally other, double times = 1)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((OperationShape operation, double count) in other._counts)
        {
            Add(operation, count * times);
        }
    }
}
