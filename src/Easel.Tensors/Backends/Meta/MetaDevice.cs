using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Winograd;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Backends.Meta;

/// <summary>
/// A device whose tensors have shapes and places, but no numbers (PyTorch calls it "meta"): whatever is run on it costs next to nothing, and is counted. Its arena hands
/// out the places that the processor's would, so that the peak of activations is known, gaps included; its weights have the processor's bytes.
/// </summary>
public sealed unsafe partial class MetaDevice : Device
{
    // Where the first slab would lie: places are numbers only.
    private static readonly nint s_firstAddress = 1 << 30;

    // Large memory comes in pages of 2 MiB.
    private const long PageBytes = 2 << 20;

    private readonly GemmTarget _target;
    private readonly Dictionary<OperationShape, long> _operations = [];
    private readonly List<(nint Start, nint End, nint Reached)> _slabs = [];
    private Arena? _arena;
    private nint _next = s_firstAddress;
    private long _weights;

    /// <summary>A device that stands for the processor.</summary>
    /// <param name="precision">What the run that is counted may round.</param>
    public MetaDevice(Precision precision)
    {
        Precision = precision;
        _target = precision == Precision.Autocast ? GemmTargets.BestMixed : GemmTargets.Best;
    }

    private MetaDevice(GemmTarget target)
    {
        Precision = Precision.Autocast;
        _target = target;
        HoldsHalf = true;
    }

    /// <summary>A device that computes in float32 with matrices in half precision: see <see cref="CpuDevice.WithHalfWeights"/>.</summary>
    public static MetaDevice WithHalfWeights() => new(GemmTargets.Best);

    /// <summary>As of the processor's: <see cref="CpuDevice.Quantizes"/>.</summary>
    public Func<string, bool>? Quantizes { get; init; }

    /// <summary>As of the processor's: <see cref="CpuDevice.BandLimit"/>.</summary>
    public long? BandLimit { get; init; }

    /// <summary>What every number of it is, where somebody looks.</summary>
    public float Value { get; init; } = 0.5f;

    /// <inheritdoc/>
    public override string Name => "none";

    /// <inheritdoc/>
    public override Precision Precision { get; }

    /// <inheritdoc/>
    public override long BandMemory => BandLimit ?? DefaultBandMemory;

    /// <inheritdoc/>
    public override (long Activations, long Weights) Memory => (Places.Peak, _weights);

    /// <summary>How often each operation was asked for so far.</summary>
    public IReadOnlyDictionary<OperationShape, long> Operations => _operations;

    /// <summary>Bytes of the arena that have been touched: from each slab's start to the end of its last place, in whole large pages.</summary>
    public long TouchedActivations => _slabs.Sum(slab => (slab.Reached - slab.Start + PageBytes - 1) / PageBytes * PageBytes);

    /// <summary>The most bytes that weights and touched activations took together.</summary>
    public long Peak { get; private set; }

    /// <summary>Bytes of weights that have been prepared, whether they are held still or not.</summary>
    public long WeightsPrepared { get; private set; }

    private bool HoldsHalf { get; }

    private Arena Places => _arena ??= new Arena(TakeSlab, (_, _) => { });

    /// <inheritdoc/>
    public override Scope BeginScope() => Places.Begin();

    /// <inheritdoc/>
    public override Scope? ExchangeScope(Scope? scope) => Places.Exchange(scope);

    /// <inheritdoc/>
    public override Tensor Allocate(Shape shape, ElementType type = ElementType.Float32)
    {
        Allocation allocation = Take((nint)(shape.Count * type.Size()));
        return new Tensor(this, shape, type, allocation, allocation.Address);
    }

    /// <inheritdoc/>
    public override Tensor Upload(ReadOnlySpan<float> values, Shape shape) => Moved(Allocate(shape));

    /// <inheritdoc/>
    public override Tensor Upload(ReadOnlySpan<int> values, Shape shape) => Moved(Allocate(shape, ElementType.Int32));

    /// <inheritdoc/>
    public override void Download(Tensor source, Span<float> destination)
    {
        Moved(source);
        destination.Fill(Value);
    }

    /// <inheritdoc/>
    public override bool IsFinite(Tensor x)
    {
        Moved(x);
        return true;
    }

    /// <inheritdoc/>
    public override LinearWeights PrepareLinear(string name, HostTensor weight, HostTensor? bias, bool gated = false)
    {
        OperationRules.RequireLinear(weight, bias, gated);
        int outputs = gated ? weight.Shape[0] / 2 : weight.Shape[0];
        Panels panels = PanelsOf(name, weight.Shape[1], outputs, gated, convolution: null);
        return new MetaLinear(this, name, weight.Shape[1], outputs, gated, BytesOf(panels, bias), panels.Form == PanelForm.Int8);
    }

    /// <inheritdoc/>
    public override ConvolutionWeights PrepareConvolution(string name, HostTensor weight, HostTensor? bias, int stride, int padBefore, int padAfter, bool followsUpsampling = false)
    {
        ConvolutionShape shape = OperationRules.RequireConvolution(weight, bias, stride, padBefore, padAfter);
        Panels panels = PanelsOf(name, shape.Inputs * shape.Kernel * shape.Kernel, shape.Outputs, gated: false, shape);
        bool isFiltered = panels.Form is not (PanelForm.Int8 or PanelForm.BFloat16) && Filtering.IsWorthwhile(shape) && Filtering.HasFewKernels(shape);
        return new MetaConvolution(this, name, shape, BytesOf(panels, bias), isFiltered ? PanelsAtPositions.FloatsFor(panels) : 0, panels.Form == PanelForm.Int8);
    }

    /// <inheritdoc/>
    public override NormWeights PrepareNorm(string name, HostTensor scale, HostTensor shift) => new MetaNorm(this, name, scale.Shape[0]);

    /// <inheritdoc/>
    public override TableWeights PrepareTable(string name, HostTensor rows) => new MetaTable(this, name, rows.Shape[0], rows.Shape[1]);

    /// <inheritdoc/>
    public override IDisposable KeepReady(ConvolutionWeights weights)
    {
        MetaConvolution own = (MetaConvolution)weights;
        if (own.Ready is not null || own.TransformedFloats == 0)
        {
            return new End(() => { });
        }

        own.Ready = Moved(Allocate([checked((int)own.TransformedFloats)]));
        return new End(() =>
        {
            own.Ready?.Dispose();
            own.Ready = null;
        });
    }

    /// <inheritdoc/>
    public override IDisposable? PrepareTogether(Action prepare)
    {
        ArgumentNullException.ThrowIfNull(prepare);
        long before = _weights;
        prepare();
        long together = _weights - before;
        return new End(() => LetGo(together));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _arena?.Dispose();

    internal void Hold(long bytes)
    {
        _weights += bytes;
        WeightsPrepared += bytes;
        Peak = Math.Max(Peak, _weights + TouchedActivations);
    }

    internal void LetGo(long bytes) => _weights -= bytes;

    /// <summary>As <c>CpuDevice.FormOf</c> chooses.</summary>
    private Panels PanelsOf(string name, int depth, int outputs, bool gated, ConvolutionShape? convolution)
    {
        bool isFiltered = convolution is { } shape && Filtering.IsWorthwhile(shape) && Filtering.HasFewKernels(shape);
        PanelForm rounded = HoldsHalf ? PanelForm.Half : _target.RoundedForm;
        PanelForm form = Quantizes?.Invoke(name) == true && !isFiltered ? PanelForm.Int8
            : Precision == Precision.Full ? PanelForm.Single
            : rounded == PanelForm.BFloat16 && isFiltered ? PanelForm.Half
            : rounded;
        return new Panels(0, depth, outputs, _target.Lanes, gated, form);
    }

    private static long BytesOf(Panels panels, HostTensor? bias)
        => ((panels.Bytes + 63) / 64 * 64) + (bias is null ? 0 : panels.Count * 2L * panels.Lanes * sizeof(float));

    private nint TakeSlab(nint bytes)
    {
        nint start = _next;
        _next += bytes + (nint)PageBytes;
        _slabs.Add((start, start + bytes, start));
        return start;
    }

    private Allocation Take(nint bytes)
    {
        Allocation allocation = Places.Allocate(bytes);
        nint end = allocation.Address + allocation.Bytes;
        for (int i = 0; i < _slabs.Count; i++)
        {
            (nint start, nint slabEnd, nint reached) = _slabs[i];
            if (allocation.Address >= start && end <= slabEnd && end > reached)
            {
                _slabs[i] = (start, slabEnd, end);
                Peak = Math.Max(Peak, _weights + TouchedActivations);
            }
        }

        return allocation;
    }

    private void Count(OperationShape operation)
        => System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_operations, operation, out _)++;

    private Tensor Moved(Tensor tensor, long numbers = 0)
    {
        Count(new OperationShape(OperationKind.Move, 1, 1, (int)Math.Min(int.MaxValue, numbers == 0 ? tensor.Shape.Count : numbers), 0, 0));
        return tensor;
    }

    private Tensor Observed(PreparedWeights weights, Tensor result)
    {
        Observer?.Invoke(weights.Name, result);
        return result;
    }

    private sealed class End(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
