using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Models.Layers;

/// <summary>Normalisation of each token, Ba et al. 2016, arXiv:1607.06450.</summary>
public sealed class LayerNorm
{
    // PyTorch's default, used throughout the family
    private const float Epsilon = 1e-5f;

    private readonly NormWeights _weights;

    /// <summary>Takes <c>weight</c> and <c>bias</c>, [width] each.</summary>
    public LayerNorm(Weights weights, int width)
        => _weights = weights.Device.PrepareNorm(weights.Path, weights.Take("weight", [width]), weights.Take("bias", [width]));

    /// <param name="x">[…, width]</param>
    /// <returns>The shape of x.</returns>
    public Tensor Forward(Tensor x) => x.Device.LayerNorm(x, _weights, Epsilon);
}
