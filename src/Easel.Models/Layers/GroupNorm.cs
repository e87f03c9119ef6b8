using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Models.Layers;

/// <summary>Normalisation over 32 groups of channels, Wu and He 2018, arXiv:1803.08494.</summary>
public sealed class GroupNorm
{
    /// <summary>Groups in every network of the family.</summary>
    public const int Groups = 32;

    private readonly NormWeights _weights;
    private readonly float _epsilon;

    /// <summary>Takes <c>weight</c> and <c>bias</c>, [channels] each.</summary>
    public GroupNorm(Weights weights, int channels, float epsilon)
    {
        _weights = weights.Device.PrepareNorm(weights.Path, weights.Take("weight", [channels]), weights.Take("bias", [channels]));
        _epsilon = epsilon;
    }

    /// <param name="x">[batch, …, channels]</param>
    /// <param name="activation">The formula applied last.</param>
    /// <returns>The shape of x.</returns>
    public Tensor Forward(Tensor x, Activation activation = Activation.None) => x.Device.GroupNorm(x, _weights, Groups, _epsilon, activation);

    /// <summary>What must be known of a whole map before its rows can be normalised.</summary>
    /// <param name="bands">[batch, rows, width, channels] each, from above.</param>
    public Tensor Measure(ReadOnlySpan<Tensor> bands) => bands[0].Device.MeasureGroups(bands, _weights, Groups, _epsilon);

    /// <param name="rows">[rows, width, channels] each, of one sample, from above.</param>
    /// <param name="measured">What <see cref="Measure"/> found.</param>
    /// <param name="activation">The formula applied last.</param>
    /// <returns>[all rows, width, channels]</returns>
    public Tensor Forward(ReadOnlySpan<Tensor> rows, Tensor measured, Activation activation) => rows[0].Device.Normalize(rows, measured, _weights, activation);
}
