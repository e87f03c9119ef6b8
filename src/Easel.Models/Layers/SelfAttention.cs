using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Models.Layers;

/// <summary>Attention of tokens to themselves, Vaswani et al. 2017, arXiv:1706.03762, up to the heads' results side by side.</summary>
public sealed class SelfAttention
{
    private readonly ProjectionWeights _projections;
    private readonly int _heads;
    private readonly bool _causal;

    /// <summary>Takes <c>weight</c> and, if asked for, <c>bias</c> of three places.</summary>
    /// <param name="weights">The places of what makes queries, keys and values, in this order.</param>
    /// <param name="width">Of x, and of all heads together.</param>
    /// <param name="heads">Divides the width.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="causal">Whether a token sees only itself and those before it.</param>
    public SelfAttention((Weights Queries, Weights Keys, Weights Values) weights, int width, int heads, bool bias = true, bool causal = false)
    {
        _projections = weights.Queries.Device.PrepareProjections(Take(weights.Queries), Take(weights.Keys), Take(weights.Values));
        _heads = heads;
        _causal = causal;

        Projection Take(Weights place) => new(place.Path, place.Take("weight", [width, width]), bias ? place.Take("bias", [width]) : null);
    }

    /// <param name="x">[batch, tokens, width]</param>
    /// <returns>[batch, tokens, width]</returns>
    public Tensor Forward(Tensor x) => x.Device.SelfAttention(x, _projections, _heads, _causal);
}
