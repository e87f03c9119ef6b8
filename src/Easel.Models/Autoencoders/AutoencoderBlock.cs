using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.Autoencoders;

/// <summary>Two convolutions, added to what came in.</summary>
public sealed class AutoencoderBlock(Weights weights, int inputs, int outputs)
{
    // Normalize of ldm's diffusionmodules/model.py
    internal const float NormEpsilon = 1e-6f;

    private readonly NormalizedConvolution _first = new(weights / "norm1", weights / "conv1", inputs, outputs, NormEpsilon);
    private readonly NormalizedConvolution _second = new(weights / "norm2", weights / "conv2", outputs, outputs, NormEpsilon);
    private readonly PointwiseConvolution? _skip = inputs == outputs ? null : new(weights / "nin_shortcut", inputs, outputs);

    /// <param name="x">[batch, height, width, inputs]</param>
    /// <returns>[batch, height, width, outputs]</returns>
    public Tensor Forward(Tensor x)
    {
        using Scope scope = x.Device.BeginScope();

        Tensor h = _first.Forward(x);
        return scope.Keep(_second.Forward(h, new Epilogue(Residual: _skip?.Forward(x) ?? x)));
    }
}
