using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.UNet;

/// <summary>Self-attention, attention to the prompt, and a gated perceptron, each normalised first and added to what came in.</summary>
public sealed class TransformerBlock(Weights weights, int width, int contextWidth, int heads)
{
    // ldm's FeedForward widens four times.
    private const int Widening = 4;

    private readonly LayerNorm _norm1 = new(weights / "norm1", width);
    private readonly ImageAttention _self = new(weights / "attn1", width, heads);
    private readonly LayerNorm _norm2 = new(weights / "norm2", width);
    private readonly CrossAttention _prompt = new(weights / "attn2", width, contextWidth, heads);
    private readonly LayerNorm _norm3 = new(weights / "norm3", width);
    private readonly Linear _widen = new(weights / "ff" / "net" / 0 / "proj", width, Widening * width, gated: true);
    private readonly Linear _narrow = new(weights / "ff" / "net" / 2, Widening * width, width);

    /// <summary>What the prompts are to this block.</summary>
    /// <param name="context">[batch, others, contextWidth]</param>
    public KeysAndValues Read(Tensor context) => _prompt.Read(context);

    /// <param name="x">[batch, tokens, width]</param>
    /// <param name="prompts">What <see cref="Read"/> made of them.</param>
    /// <param name="merging">How tokens are merged while they attend to themselves, if they are.</param>
    /// <returns>[batch, tokens, width]</returns>
    public Tensor Forward(Tensor x, KeysAndValues prompts, TokenMerging? merging = null)
    {
        using Scope scope = x.Device.BeginScope();

        Tensor h = _norm1.Forward(x);
        x = _self.Forward(h, residual: x, merging).InPlaceOf(h);
        h = _norm2.Forward(x);
        x = _prompt.Forward(h, prompts, residual: x).InPlaceOf(h).InPlaceOf(x);
        h = _norm3.Forward(x);
        h = _widen.Forward(h).InPlaceOf(h);
        return scope.Keep(_narrow.Forward(h, new Epilogue(Residual: x)));
    }
}
