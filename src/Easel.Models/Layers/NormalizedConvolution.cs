using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.Layers;

/// <summary>Normalise, SiLU, 3x3 convolution: half of a residual block, and the end of every network here.</summary>
public sealed class NormalizedConvolution(Weights norm, Weights convolution, int inputs, int outputs, float epsilon)
{
    private readonly GroupNorm _norm = new(norm, inputs, epsilon);
    private readonly Convolution _convolution = new(convolution, inputs, outputs);

    /// <param name="x">[batch, height, width, inputs]</param>
    /// <param name="epilogue">What is done to the convolution's sums.</param>
    /// <returns>[batch, height, width, outputs]</returns>
    public Tensor Forward(Tensor x, in Epilogue epilogue = default)
    {
        using Scope scope = x.Device.BeginScope();

        return scope.Keep(_convolution.Forward(_norm.Forward(x, Activation.Silu), epilogue));
    }

    /// <summary>What must be known of a whole map before its bands can go through.</summary>
    /// <param name="bands">[1, rows, width, inputs] each, from above.</param>
    public Tensor Measure(ReadOnlySpan<Tensor> bands) => _norm.Measure(bands);

    /// <summary>For many bands in a row: see <see cref="Device.KeepReady"/>.</summary>
    public IDisposable KeepReady(Device device) => _convolution.KeepReady(device);

    /// <param name="rows">A band's rows and those of its neighbours next to them, [rows, width, inputs] each, from above.</param>
    /// <param name="measured">What <see cref="Measure"/> found.</param>
    /// <param name="halo">Whether there are neighbours.</param>
    /// <param name="epilogue">What is done to the convolution's sums.</param>
    /// <returns>[1, the band's rows, width, outputs]</returns>
    public Tensor Forward(ReadOnlySpan<Tensor> rows, Tensor measured, Halo halo, in Epilogue epilogue = default)
    {
        using Scope scope = measured.Device.BeginScope();

        Tensor h = _norm.Forward(rows, measured, Activation.Silu);
        return scope.Keep(_convolution.Forward(h.Reshape([1, h.Shape[0], h.Shape[1], h.Shape[2]]), epilogue, halo));
    }
}
