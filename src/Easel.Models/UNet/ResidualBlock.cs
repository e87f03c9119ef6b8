using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.UNet;

/// <summary>Two convolutions around the time step's shift, added to what came in.</summary>
public sealed class ResidualBlock(Weights weights, int inputs, int outputs, int timeWidth)
{
    // GroupNorm32 of openaimodel.py keeps PyTorch's default.
    internal const float NormEpsilon = 1e-5f;

    private readonly NormalizedConvolution _first = new(weights / "in_layers" / 0, weights / "in_layers" / 2, inputs, outputs, NormEpsilon);
    private readonly Linear _time = new(weights / "emb_layers" / 1, timeWidth, outputs);
    private readonly NormalizedConvolution _second = new(weights / "out_layers" / 0, weights / "out_layers" / 3, outputs, outputs, NormEpsilon);
    private readonly PointwiseConvolution? _skip = inputs == outputs ? null : new(weights / "skip_connection", inputs, outputs);

    /// <param name="x">[batch, height, width, inputs]</param>
    /// <param name="time">silu of the time embedding, [batch, timeWidth]</param>
    /// <returns>[batch, height, width, outputs]</returns>
    public Tensor Forward(Tensor x, Tensor time)
    {
        using Scope scope = x.Device.BeginScope();

        Tensor h = _first.Forward(x, new Epilogue(Shift: _time.Forward(time)));
        return scope.Keep(_second.Forward(h, new Epilogue(Residual: _skip?.Forward(x) ?? x)));
    }
}
