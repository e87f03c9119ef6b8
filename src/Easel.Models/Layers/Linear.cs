using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Models.Layers;

/// <summary>y = x W^T + b; gated, y = (x W1^T + b1) * gelu(x W2^T + b2), Shazeer 2020, arXiv:2002.05202.</summary>
public sealed class Linear
{
    private readonly LinearWeights _weights;

    /// <summary>Takes <c>weight</c> and, if asked for, <c>bias</c>.</summary>
    /// <param name="weights">The place of the layer.</param>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of y.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="gated">Whether the matrix holds values and gates.</param>
    public Linear(Weights weights, int inputs, int outputs, bool bias = true, bool gated = false)
    {
        int rows = gated ? 2 * outputs : outputs;
        _weights = weights.Device.PrepareLinear(
            weights.Path, weights.Take("weight", [rows, inputs]), bias ? weights.Take("bias", [rows]) : null, gated);
    }

    /// <param name="x">[batch, …, inputs]</param>
    /// <param name="epilogue">What is done to the sums.</param>
    /// <returns>[batch, …, outputs]</returns>
    public Tensor Forward(Tensor x, in Epilogue epilogue = default) => x.Device.Linear(x, _weights, epilogue);
}
