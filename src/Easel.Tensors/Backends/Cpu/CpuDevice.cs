using System.Diagnostics;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Memory;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Backends.Cpu;

/// <summary>The processor this runs on. Operations are done when they return.</summary>
public unsafe partial class CpuDevice : Device
{
    private readonly Arena _arena = new();
    private readonly WorkerTeam _team;
    private readonly HashSet<WeightMemory> _weights = [];
    private long _weightBytes;
    private List<WeightMemory>? _together;
    private bool _disposed;

    /// <summary>A device with threads of its own.</summary>
    /// <param name="threads">1 or more; 0 means one per processor.</param>
    /// <param name="precision">What it may round.</param>
    /// <param name="hasLowPriority">Whether its threads leave the processors to all others.</param>
    public CpuDevice(int threads = 0, Precision precision = Precision.Full, bool hasLowPriority = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        _team = new WorkerTeam(threads == 0 ? Environment.ProcessorCount : threads, hasLowPriority);
        HasLowPriority = hasLowPriority;
        Precision = precision;
        Target = precision == Precision.Autocast ? GemmTargets.BestMixed : GemmTargets.Best;
    }

    /// <summary>A device that holds matrices in half precision, and computes in float32 all the same: half the memory, and the same bytes on every machine.</summary>
    /// <param name="threads">1 or more; 0 means one per processor.</param>
    public static CpuDevice WithHalfWeights(int threads = 0) => new(threads, Precision.Autocast) { Target = GemmTargets.Best };

    /// <inheritdoc/>
    public override string Name => $"cpu ({_team.Threads} threads)";

    /// <inheritdoc/>
    public override Precision Precision { get; }

    /// <summary>Whether threads that compute leave the processors to all others.</summary>
    public bool HasLowPriority { get; }

    /// <summary>To be called once by a thread that calls operations and is there for nothing else: it computes as the device's own threads do.</summary>
    public void EnterThread()
    {
        if (HasLowPriority)
        {
            LowPriority.Enter();
        }
    }

    /// <summary>
    /// Whether the matrix of a layer, by its name, is held in int8 with a scale for each output, and multiplied so, whatever the precision; if none is
    /// given, no layer's is. See <see cref="Kernels.Quantized.Quantization"/>.
    /// </summary>
    public Func<string, bool>? Quantizes { get; init; }

    /// <inheritdoc/>
    public override (long Activations, long Weights) Memory => (_arena.Peak, _weightBytes);

    /// <summary>Bytes for <see cref="BandMemory"/>; <see cref="Device.DefaultBandMemory"/> if none are given.</summary>
    public long? BandLimit { get; init; }

    /// <inheritdoc/>
    public override long BandMemory => BandLimit ?? DefaultBandMemory;

    /// <inheritdoc/>
    public override Scope BeginScope() => _arena.Begin();

    /// <inheritdoc/>
    public override Scope? ExchangeScope(Scope? scope) => _arena.Exchange(scope);

    /// <inheritdoc/>
    public override Tensor Allocate(Shape shape, ElementType type = ElementType.Float32)
    {
        Allocation allocation = _arena.Allocate((nint)(shape.Count * type.Size()));
        return new Tensor(this, shape, type, allocation, allocation.Address);
    }

    /// <inheritdoc/>
    public override Tensor Upload(ReadOnlySpan<float> values, Shape shape)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, shape.Count);
        Tensor tensor = Allocate(shape);
        values.CopyTo(new Span<float>((void*)tensor.Address, values.Length));
        return tensor;
    }

    /// <inheritdoc/>
    public override Tensor Upload(ReadOnlySpan<int> values, Shape shape)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, shape.Count);
        Tensor tensor = Allocate(shape, ElementType.Int32);
        values.CopyTo(new Span<int>((void*)tensor.Address, values.Length));
        return tensor;
    }

    /// <inheritdoc/>
    public override void Download(Tensor source, Span<float> destination)
    {
        Require(source);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, source.Shape.Count);
        new ReadOnlySpan<float>((void*)source.Address, destination.Length).CopyTo(destination);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _disposed = true;
            _team.Dispose();
            _arena.Dispose();
            foreach (WeightMemory memory in _weights.ToArray())
            {
                memory.Dispose();
            }

            Prepared?.Dispose();
        }
    }

    /// <inheritdoc/>
    public override IDisposable? PrepareTogether(Action prepare)
    {
        List<WeightMemory> together = [];
        _together = together;
        try
        {
            prepare();
        }
        finally
        {
            _together = null;
        }

        return new WeightGroup(together);
    }

    /// <summary>Bytes of activations that are held now.</summary>
    internal long ActivationsHeld => _arena.Used;

    /// <summary>Prepared weights come.</summary>
    internal void Hold(WeightMemory memory)
    {
        lock (_weights)
        {
            _weights.Add(memory);
            _weightBytes += memory.Bytes;
            _together?.Add(memory);
        }
    }

    /// <summary>Prepared weights go.</summary>
    internal void LetGo(WeightMemory memory)
    {
        lock (_weights)
        {
            _weights.Remove(memory);
            _weightBytes -= memory.Bytes;
        }
    }

    /// <summary>Weights that go together.</summary>
    private sealed class WeightGroup(List<WeightMemory> memories) : IDisposable
    {
        public void Dispose() => memories.ForEach(memory => memory.Dispose());
    }

    private static float* Floats(Tensor tensor)
    {
        Debug.Assert(tensor.Type == ElementType.Float32, "Activations are float32.");
        return (float*)tensor.Address;
    }

    /// <summary>A tensor may be used here: it is of this device, alive, and of the type an operation reads.</summary>
    private void Require(Tensor tensor, ElementType type = ElementType.Float32)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (tensor.Device != this)
        {
            throw new ArgumentException($"A tensor of {tensor.Shape} belongs to {tensor.Device.Name}, not to {Name}.", nameof(tensor));
        }

        if (tensor.Allocation.Released)
        {
            throw new ArgumentException($"A tensor of {tensor.Shape} is used after its scope has ended.", nameof(tensor));
        }

        if (tensor.Type != type)
        {
            throw new ArgumentException($"A tensor of {tensor.Shape} is {tensor.Type.Name()}, but {type.Name()} is wanted.", nameof(tensor));
        }
    }

    private static void RequireShape(Tensor tensor, Shape shape) => OperationRules.RequireShape(tensor, shape);

    private Tensor Observed(PreparedWeights weights, Tensor result)
    {
        Observer?.Invoke(weights.Name, result);
        return result;
    }
}
