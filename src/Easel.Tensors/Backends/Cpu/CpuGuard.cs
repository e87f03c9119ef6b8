using Easel.Tensors.Memory;

namespace Easel.Tensors.Backends.Cpu;

/// <summary>A guard that computes again in float32, with the kernels of <see cref="Precision.Full"/> and the checkpoint's weights, what overflows in less.</summary>
/// <param name="device">Where it is computed.</param>
/// <param name="find">A tensor of the checkpoint by its name.</param>
/// <param name="isOfBands">See <see cref="Device.BeginGuard"/>.</param>
internal sealed class CpuGuard(CpuDevice device, Func<string, HostTensor> find, bool isOfBands) : PrecisionGuard(device, isOfBands)
{
    private readonly ExactLayers _exact = new();

    /// <inheritdoc/>
    public override bool IsFinal => true;

    /// <summary>A product whose weights are rounded.</summary>
    public Tensor Linear(Tensor x, CpuLinearWeights weights, Epilogue epilogue) => Guarded(
        weights.Name,
        [x, epilogue.Shift, epilogue.Residual],
        () => device.Multiply(x, weights, epilogue),
        sample => device.Multiply(x.Slice(sample, 1), Exact(weights, device.PrepareExact), Of(epilogue, sample)));

    /// <summary>A convolution whose weights are rounded.</summary>
    public Tensor Convolve(Tensor x, CpuConvolutionWeights weights, Epilogue epilogue, Halo halo) => Guarded(
        weights.Name,
        [x, epilogue.Shift, epilogue.Residual],
        () => device.Multiply(x, weights, epilogue, halo),
        sample => device.Multiply(x.Slice(sample, 1), Exact(weights, device.PrepareExact), Of(epilogue, sample), halo));

    /// <summary>Any attention.</summary>
    /// <param name="queries">As for <see cref="Device.Attention"/>.</param>
    /// <param name="keys">Likewise.</param>
    /// <param name="values">Likewise.</param>
    /// <param name="attend">Computes it.</param>
    /// <param name="exact">Computes it in float32; none where that is what <paramref name="attend"/> does.</param>
    public Tensor Attend(Tensor queries, Tensor keys, Tensor values, Func<Tensor, Tensor, Tensor, Tensor> attend, Func<Tensor, Tensor, Tensor, Tensor>? exact)
    {
        string name = AttentionName;
        Tensor y = Guarded(
            name,
            [queries, keys, values],
            () => attend(queries, keys, values),
            exact is null ? null : sample => exact(queries.Slice(sample, 1), keys.Slice(sample, 1), values.Slice(sample, 1)));
        if (!device.IsFinite(y))
        {
            Blame(name, isAttention: true);
        }

        return y;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        device.EndGuard(this);
        _exact.Dispose();
    }

    /// <summary>Looks at a result's samples, and computes again those that went wrong here.</summary>
    private Tensor Guarded(string layer, ReadOnlySpan<Tensor?> inputs, Func<Tensor> rounded, Func<int, Tensor>? exact)
    {
        Tensor y = rounded();
        bool isExact = IsExact(layer);
        if (exact is null || (!isExact && device.IsFinite(y)))
        {
            NoteRounded(layer);
            return y;
        }

        for (int sample = 0; sample < y.Shape[0]; sample++)
        {
            Tensor part = y.Slice(sample, 1);
            if (isExact || (!device.IsFinite(part) && AreFinite(inputs, sample)))
            {
                using Tensor again = exact(sample);
                CpuDevice.Copy(again, part);
                if (device.IsFinite(part))
                {
                    NoteRedone(layer);
                }
            }
        }

        return y;
    }

    private bool AreFinite(ReadOnlySpan<Tensor?> inputs, int sample)
    {
        foreach (Tensor? input in inputs)
        {
            if (input is not null && !device.IsFinite(input.Slice(sample, 1)))
            {
                return false;
            }
        }

        return true;
    }

    private static Epilogue Of(Epilogue epilogue, int sample)
        => epilogue with { Shift = epilogue.Shift?.Slice(sample, 1), Residual = epilogue.Residual?.Slice(sample, 1) };

    private T Exact<T>(T weights, Func<T, Func<string, HostTensor>, T> prepare) where T : PreparedWeights => _exact.Of(weights, () =>
    {
        T exact = prepare(weights, find);
        return (exact, exact);
    });
}
