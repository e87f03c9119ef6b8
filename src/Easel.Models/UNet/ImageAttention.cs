using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.UNet;

/// <summary>Attention of image tokens to themselves.</summary>
public sealed class ImageAttention(Weights weights, int width, int heads)
{
    private readonly SelfAttention _attention = new((weights / "to_q", weights / "to_k", weights / "to_v"), width, heads, bias: false);
    private readonly Linear _out = new(weights / "to_out" / 0, width, width);

    /// <param name="x">[batch, tokens, width]</param>
    /// <param name="residual">Added to the result; [batch, tokens, width].</param>
    /// <param name="merging">How tokens are merged meanwhile; by what <paramref name="residual"/> says of them, as in ToMe.</param>
    /// <returns>[batch, tokens, width]</returns>
    public Tensor Forward(Tensor x, Tensor residual, TokenMerging? merging = null)
    {
        using Scope scope = x.Device.BeginScope();

        return scope.Keep(merging is TokenMerging merged ? Merged(x, residual, merged) : _out.Forward(_attention.Forward(x), new Epilogue(Residual: residual)));
    }

    private Tensor Merged(Tensor x, Tensor residual, TokenMerging merging)
    {
        Device device = x.Device;
        Tensor rows = device.MatchTokens(residual, merging.Width, merging.Count);
        Tensor few = device.MergeTokens(x, rows, merging.Count);
        return device.SpreadTokens(_out.Forward(_attention.Forward(few)), rows, residual);
    }
}
