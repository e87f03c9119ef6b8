using Easel.Cuda.Memory;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda;

/// <content>Weights on their way to the card.</content>
public sealed unsafe partial class CudaDevice
{
    private readonly WeightPool _weights;
    private readonly WeightStaging _staging;

    /// <inheritdoc/>
    public override (long Activations, long Weights) Memory => (_main.Peak + _recorded.Sum(arena => arena.Peak), _weights.Used);

    /// <inheritdoc/>
    public override IDisposable? PrepareTogether(Action prepare)
    {
        ArgumentNullException.ThrowIfNull(prepare);

        // They may have gone back before, and come again between a decoding and the next step.
        Trim();
        return _weights.Together(prepare, Synchronize);
    }

    /// <summary>A weight as floats, in the order of its elements.</summary>
    private WeightMemory UploadFloats(HostTensor tensor)
    {
        WeightMemory memory = _weights.Allocate(tensor.Shape.Count * sizeof(float));
        UploadFloats(tensor, memory.Address);
        return memory;
    }

    private void UploadFloats(HostTensor tensor, nint to)
    {
        for (long first = 0; first < tensor.Shape.Count; first += WeightStaging.Capacity)
        {
            int count = (int)Math.Min(WeightStaging.Capacity, tensor.Shape.Count - first);
            nint floats = _staging.Copy(tensor, first, count);
            _driver.CopyOnCard(to + ((nint)first * sizeof(float)), floats, (long)count * sizeof(float), _stream);
        }
    }

    /// <summary>Weights that this device prepared, in its own form.</summary>
    private TWeights Own<TWeights>(PreparedWeights weights) where TWeights : PreparedWeights, ICudaWeights
        => weights is TWeights own && own.Device == this
            ? own
            : throw new ArgumentException($"The weights '{weights.Name}' were not prepared by {Name} for this.", nameof(weights));
}
