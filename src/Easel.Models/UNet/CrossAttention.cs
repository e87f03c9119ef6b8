using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.UNet;

/// <summary>Attention of image tokens to a context: to themselves, or to the prompt.</summary>
public sealed class CrossAttention(Weights weights, int width, int contextWidth, int heads)
{
    private readonly Linear _queries = new(weights / "to_q", width, width, bias: false);
    private readonly Linear _keys = new(weights / "to_k", contextWidth, width, bias: false);
    private readonly Linear _values = new(weights / "to_v", contextWidth, width, bias: false);
    private readonly Linear _out = new(weights / "to_out" / 0, width, width);

    /// <param name="x">[batch, tokens, width]</param>
    /// <param name="context">[batch, others, contextWidth]</param>
    /// <param name="residual">Added to the result; [batch, tokens, width].</param>
    /// <returns>[batch, tokens, width]</returns>
    public Tensor Forward(Tensor x, Tensor context, Tensor residual)
    {
        using Scope scope = x.Device.BeginScope();

        Tensor h = x.Device.Attention(_queries.Forward(x), _keys.Forward(context), _values.Forward(context), heads);
        return scope.Keep(_out.Forward(h, new Epilogue(Residual: residual)));
    }
}
