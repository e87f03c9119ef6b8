using Easel.Cuda.Products;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda;

/// <summary>
/// A guard that computes again in float32, with the kernels of <see cref="Precision.Full"/> and the checkpoint's weights, what overflows in halves. Such results stay
/// float32: so what comes next is computed again too, until numbers are small enough for halves.
/// </summary>
/// <param name="device">Where it is computed.</param>
/// <param name="find">A tensor of the checkpoint by its name.</param>
/// <param name="isOfBands">See <see cref="Device.BeginGuard"/>.</param>
internal sealed class CudaGuard(CudaDevice device, Func<string, HostTensor> find, bool isOfBands) : PrecisionGuard(device, isOfBands)
{
    private readonly ExactLayers _exact = new();

    /// <inheritdoc/>
    public override bool IsFinal => true;

    /// <summary>Whether an operation is being done for the guard.</summary>
    public bool IsComputing { get; private set; }

    /// <summary>A product.</summary>
    public Tensor Linear(Tensor x, CudaLinearWeights weights, Epilogue epilogue) => Guarded(
        weights.Name,
        [x, epilogue.Shift, epilogue.Residual],
        () => device.Multiply(x, weights, epilogue),
        () => device.Multiply(x, Exact(weights, () => (CudaLinearWeights)device.PrepareLinear(weights.Name, WeightOf(weights), BiasOf(weights, weights.Matrix), weights.Gated)), epilogue),
        isBySample: true);

    /// <summary>A convolution, after an upsampling or not.</summary>
    /// <param name="x">Its input.</param>
    /// <param name="weights">Its kernel.</param>
    /// <param name="epilogue">What is done to the sums.</param>
    /// <param name="convolve">Computes it with this kernel, or with the same in float32.</param>
    public Tensor Convolve(Tensor x, CudaConvolutionWeights weights, Epilogue epilogue, Func<CudaConvolutionWeights, Tensor> convolve)
    {
        ConvolutionShape shape = weights.Shape;
        return Guarded(
            weights.Name,
            [x, epilogue.Shift, epilogue.Residual],
            () => convolve(weights),
            () => convolve(Exact(weights, () => (CudaConvolutionWeights)device.PrepareConvolution(
                weights.Name, WeightOf(weights), BiasOf(weights, weights.Matrix), shape.Stride, shape.PadBefore, shape.PadAfter))),
            isBySample: true);
    }

    /// <summary>An attention.</summary>
    public Tensor Attend(Tensor queries, Tensor keys, Tensor values, Func<Tensor> attend)
    {
        string name = AttentionName;
        Tensor y = Guarded(name, [queries, keys, values], attend, attend, isBySample: true);
        if (!device.IsFinite(y))
        {
            Blame(name, isAttention: true);
        }

        return y;
    }

    /// <summary>A normalisation. What it is given may be parts of one sample.</summary>
    public Tensor Norm(string layer, Tensor[] inputs, Func<Tensor> normalize) => Guarded(layer, inputs, normalize, normalize, isBySample: inputs.Length == 1);

    /// <summary>What has no weights, and moves numbers or measures them.</summary>
    public Tensor Move(Tensor[] inputs, Func<Tensor> move) => Guarded(layer: null, inputs, move, move, isBySample: false);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        device.EndGuard(this);
        _exact.Dispose();
    }

    /// <summary>Looks at a result's samples, and computes again those that went wrong here.</summary>
    private Tensor Guarded(string? layer, ReadOnlySpan<Tensor?> inputs, Func<Tensor> rounded, Func<Tensor> exact, bool isBySample)
    {
        Tensor y = Compute(rounded);
        bool isExact = IsExact(layer);
        if (!isExact && device.IsFinite(y))
        {
            Note(layer);
            return y;
        }

        int samples = isBySample ? y.Shape[0] : 1;
        bool[] isWanted = new bool[samples];
        for (int sample = 0; sample < samples; sample++)
        {
            isWanted[sample] = isExact || (!device.IsFinite(Part(y, sample, isBySample)) && AreFinite(inputs, sample, isBySample));
        }

        if (!isWanted.Contains(true))
        {
            Note(layer);
            return y;
        }

        Tensor z = Compute(() => device.Redo(exact));
        for (int sample = 0; sample < samples; sample++)
        {
            Tensor part = Part(z, sample, isBySample);
            if (!isWanted[sample])
            {
                // As it was in halves: it does not depend on the others of its batch.
                device.CopyFloats(Part(y, sample, isBySample), part);
            }
            else if (layer is not null && device.IsFinite(part))
            {
                NoteRedone(layer);
            }
        }

        y.Dispose();
        return z;
    }

    private Tensor Compute(Func<Tensor> work)
    {
        IsComputing = true;
        try
        {
            return work();
        }
        finally
        {
            IsComputing = false;
        }
    }

    private void Note(string? layer)
    {
        if (layer is not null)
        {
            NoteRounded(layer);
        }
    }

    private bool AreFinite(ReadOnlySpan<Tensor?> inputs, int sample, bool isBySample)
    {
        foreach (Tensor? input in inputs)
        {
            if (input is not null && !device.IsFinite(Part(input, sample, isBySample)))
            {
                return false;
            }
        }

        return true;
    }

    private static Tensor Part(Tensor tensor, int sample, bool isBySample) => isBySample ? tensor.Slice(sample, 1) : tensor;

    private HostTensor WeightOf(PreparedWeights weights) => find($"{weights.Name}.weight");

    private HostTensor? BiasOf(PreparedWeights weights, CudaMatrix matrix) => matrix.Bias is null ? null : find($"{weights.Name}.bias");

    private T Exact<T>(T weights, Func<T> prepare) where T : PreparedWeights => _exact.Of(weights, () => device.PrepareExact(prepare));
}
