using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.UNet;

/// <summary>Transformer blocks over the pixels of a feature map, added to what came in. Rombach et al. 2022, arXiv:2112.10752</summary>
public sealed class SpatialTransformer(Weights weights, int channels, int depth, int contextWidth, int heads)
{
    // Normalize of ldm's attention.py
    private const float NormEpsilon = 1e-6f;

    private readonly GroupNorm _norm = new(weights / "norm", channels, NormEpsilon);
    private readonly PointwiseConvolution _in = new(weights / "proj_in", channels, channels);
    private readonly TransformerBlock[] _blocks =
        [.. Enumerable.Range(0, depth).Select(i => new TransformerBlock(weights / "transformer_blocks" / i, channels, contextWidth, heads))];
    private readonly PointwiseConvolution _out = new(weights / "proj_out", channels, channels);

    /// <summary>What the prompts are to each block.</summary>
    /// <param name="context">[batch, others, contextWidth]</param>
    public KeysAndValues[] Read(Tensor context) => [.. _blocks.Select(block => block.Read(context))];

    /// <param name="x">[batch, height, width, channels]</param>
    /// <param name="prompts">What <see cref="UNetModel.Read"/> made of them.</param>
    /// <param name="merged">Share of the pixels that are merged into others while they attend to themselves, 0 to <see cref="TokenMerging.GreatestShare"/>.</param>
    /// <returns>The shape of x.</returns>
    public Tensor Forward(Tensor x, PromptContext prompts, double merged = 0)
    {
        using Scope scope = x.Device.BeginScope();

        Tensor h = _norm.Forward(x);
        h = _in.Forward(h).InPlaceOf(h).Reshape([x.Shape[0], x.Shape[1] * x.Shape[2], channels]); // [batch, tokens, channels]
        KeysAndValues[] layers = prompts[this];
        TokenMerging? merging = TokenMerging.Of(x.Shape[1], x.Shape[2], merged);
        for (int i = 0; i < _blocks.Length; i++)
        {
            h = _blocks[i].Forward(h, layers[i], merging).InPlaceOf(h);
        }

        return scope.Keep(_out.Forward(h.Reshape(x.Shape), new Epilogue(Residual: x)));
    }
}
