using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.Autoencoders;

/// <summary>Self-attention of all pixels with one head, added to what came in.</summary>
public sealed class AutoencoderAttention(Weights weights, int channels)
{
    private readonly GroupNorm _norm = new(weights / "norm", channels, AutoencoderBlock.NormEpsilon);
    private readonly PointwiseConvolution _queries = new(weights / "q", channels, channels);
    private readonly PointwiseConvolution _keys = new(weights / "k", channels, channels);
    private readonly PointwiseConvolution _values = new(weights / "v", channels, channels);
    private readonly PointwiseConvolution _out = new(weights / "proj_out", channels, channels);

    /// <param name="x">[batch, height, width, channels]</param>
    /// <returns>The shape of x.</returns>
    public Tensor Forward(Tensor x)
    {
        using Scope scope = x.Device.BeginScope();

        Tensor h = _norm.Forward(x).Reshape([x.Shape[0], x.Shape[1] * x.Shape[2], channels]); // [batch, tokens, channels]
        h = x.Device.Attention(_queries.Forward(h), _keys.Forward(h), _values.Forward(h), heads: 1);
        return scope.Keep(_out.Forward(h.Reshape(x.Shape), new Epilogue(Residual: x)));
    }
}
