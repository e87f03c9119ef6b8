using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda;

/// <content>What overflows in halves, computed again in float32.</content>
public sealed unsafe partial class CudaDevice
{
    private CudaGuard? _guard;
    private bool _redoes;

    /// <summary>Whether what is computed now is in float32: operations convert what they are given.</summary>
    private bool IsFloat => _redoes || Precision == Precision.Full;

    /// <summary>Whether an operation is to be watched: the guard calls it again, unwatched.</summary>
    private bool Guards => _guard is { IsComputing: false } && !_redoes;

    /// <inheritdoc/>
    public override PrecisionGuard BeginGuard(Func<string, HostTensor> weights, bool isOfBands = false)
    {
        if (Precision == Precision.Full)
        {
            return base.BeginGuard(weights, isOfBands);
        }

        return _guard is null ? _guard = new CudaGuard(this, weights, isOfBands) : throw new InvalidOperationException("A guard that was begun before has not ended.");
    }

    internal void EndGuard(CudaGuard guard)
    {
        if (_guard == guard)
        {
            _guard = null;
        }
    }

    /// <summary>Does work as <see cref="Precision.Full"/> does it; layers are not told.</summary>
    internal T Redo<T>(Func<T> work)
    {
        bool before = _redoes;
        _redoes = true;
        try
        {
            return work();
        }
        finally
        {
            _redoes = before;
        }
    }

    /// <summary>Copies a tensor into another of floats.</summary>
    internal void CopyFloats(Tensor from, Tensor to)
    {
        Tensor floats = AsFloats(from);
        Copy(floats, to);
        if (floats != from)
        {
            floats.Dispose();
        }
    }

    /// <summary>Prepares weights that go back together.</summary>
    internal (T Weights, IDisposable Held) PrepareExact<T>(Func<T> prepare) where T : PreparedWeights
    {
        T? weights = null;
        IDisposable held = _weights.Together(() => weights = Redo(prepare), Synchronize);
        return (weights!, held);
    }
}
