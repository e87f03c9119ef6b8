using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Models.Layers;

/// <summary>A convolution with one tap: in channels-last, a matrix product of every pixel.</summary>
public sealed class PointwiseConvolution
{
    private readonly LinearWeights _weights;

    /// <summary>Takes <c>weight</c>, [outputs, inputs, 1, 1], and <c>bias</c>.</summary>
    public PointwiseConvolution(Weights weights, int inputs, int outputs)
        => _weights = weights.Device.PrepareLinear(weights.Path, weights.Take("weight", [outputs, inputs, 1, 1]), weights.Take("bias", [outputs]));

    /// <param name="x">[batch, …, inputs]</param>
    /// <param name="epilogue">What is done to the sums.</param>
    /// <returns>[batch, …, outputs]</returns>
    public Tensor Forward(Tensor x, in Epilogue epilogue = default) => x.Device.Linear(x, _weights, epilogue);
}
