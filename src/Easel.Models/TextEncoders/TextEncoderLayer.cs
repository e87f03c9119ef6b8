using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.TextEncoders;

/// <summary>Causal self-attention and a perceptron, each normalised first and added to what came in.</summary>
public sealed class TextEncoderLayer(Weights weights, TextEncoderShape shape)
{
    private readonly LayerNorm _norm1 = new(weights / "layer_norm1", shape.Width);
    private readonly SelfAttention _attention = new(
        (weights / "self_attn" / "q_proj", weights / "self_attn" / "k_proj", weights / "self_attn" / "v_proj"), shape.Width, shape.Heads, causal: true);
    private readonly Linear _out = new(weights / "self_attn" / "out_proj", shape.Width, shape.Width);
    private readonly LayerNorm _norm2 = new(weights / "layer_norm2", shape.Width);
    private readonly Linear _widen = new(weights / "mlp" / "fc1", shape.Width, shape.Hidden);
    private readonly Linear _narrow = new(weights / "mlp" / "fc2", shape.Hidden, shape.Width);

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
