using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.Layers;

/// <summary>Normalise, SiLU, 3x3 convolution: half of a residual block, and the end of every network here.</summary>
public sealed class NormalizedConvolution(Weights norm, Weights convolution, int inputs, int outputs, float epsilon)
{
    private readonly GroupNorm _norm = new(norm, inputs, epsilon);
    private readonly Convolution _convolution = new(convolution, inputs, outputs);

    /// <param name="x">[batch, height, width, inputs]</param>
    /// <param name="epilogue">What is done to the convolution's sums.</param>
    /// <returns>[batch, height, width, outputs]</returns>
    public Tensor Forward(Tensor x, in Epilogue epilogue = default)
    {
        using Scope scope = x.Device.BeginScope();

        return scope.Keep(_convolution.Forward(_norm.Forward(x, Activation.Silu), epilogue));
    }
}
