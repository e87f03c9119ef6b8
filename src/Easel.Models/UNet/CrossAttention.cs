using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.UNet;

/// <summary>Attention of image tokens to a context: to the prompt.</summary>
public sealed class CrossAttention(Weights weights, int width, int contextWidth, int heads)
{
    private readonly Linear _queries = new(weights / "to_q", width, width, bias: false);
    private readonly Linear _keys = new(weights / "to_k", contextWidth, width, bias: false);
    private readonly Linear _values = new(weights / "to_v", contextWidth, width, bias: false);
    private readonly Linear _out = new(weights / "to_out" / 0, width, width);

    /// <summary>What a context is to this layer, for any number of uses.</summary>
    /// <param name="context">[batch, others, contextWidth]</param>
    public KeysAndValues Read(Tensor context) => new(_keys.Forward(context), _values.Forward(context));

    /// <param name="x">[batch, tokens, width]</param>
    /// <param name="context">What <see cref="Read"/> made of the context.</param>
    /// <param name="residual">Added to the result; [batch, tokens, width].</param>
    /// <returns>[batch, tokens, width]</returns>
    public Tensor Forward(Tensor x, KeysAndValues context, Tensor residual)
    {
        using Scope scope = x.Device.BeginScope();

        Tensor h = x.Device.Attention(_queries.Forward(x), context.Keys, context.Values, heads);
        return scope.Keep(_out.Forward(h, new Epilogue(Residual: residual)));
    }
}

/// <summary>A context's projections in one attention layer.</summary>
/// <param name="Keys">[batch, others, width]</param>
/// <param name="Values">[batch, others, width]</param>
public readonly record struct KeysAndValues(Tensor Keys, Tensor Values);
