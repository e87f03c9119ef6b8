using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.Layers;

/// <summary>A layer of CLIP's towers, for text and for pictures: self-attention and a perceptron, each normalised first and added to what came in.</summary>
/// <param name="weights">The place of the layer.</param>
/// <param name="width">The width of a token.</param>
/// <param name="heads">Divides the width.</param>
/// <param name="hidden">The width between the two products of the perceptron.</param>
/// <param name="causal">Whether a token sees only itself and those before it.</param>
public sealed class ClipLayer(Weights weights, int width, int heads, int hidden, bool causal)
{
    private readonly LayerNorm _norm1 = new(weights / "layer_norm1", width);
    private readonly SelfAttention _attention = new(
        (weights / "self_attn" / "q_proj", weights / "self_attn" / "k_proj", weights / "self_attn" / "v_proj"), width, heads, causal: causal);
    private readonly Linear _out = new(weights / "self_attn" / "out_proj", width, width);
    private readonly LayerNorm _norm2 = new(weights / "layer_norm2", width);
    private readonly Linear _widen = new(weights / "mlp" / "fc1", width, hidden);
    private readonly Linear _narrow = new(weights / "mlp" / "fc2", hidden, width);

    /// <param name="x">[batch, tokens, width]</param>
    /// <returns>The shape of x.</returns>
    public Tensor Forward(Tensor x)
    {
        using Scope scope = x.Device.BeginScope();

        Tensor h = _attention.Forward(_norm1.Forward(x));
        x = _out.Forward(h, new Epilogue(Residual: x));

        h = _widen.Forward(_norm2.Forward(x), new Epilogue(Activation: Activation.QuickGelu));
        return scope.Keep(_narrow.Forward(h, new Epilogue(Residual: x)));
    }
}
