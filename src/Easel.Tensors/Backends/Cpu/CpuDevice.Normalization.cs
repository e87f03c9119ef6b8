namespace Easel.Tensors.Backends.Cpu;

/// <content>Placeholder: helper A replaces it.</content>
public sealed unsafe partial class CpuDevice
{
    /// <inheritdoc/>
    public override NormWeights PrepareNorm(string name, Memory.HostTensor scale, Memory.HostTensor shift) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override Tensor GroupNorm(Tensor x, NormWeights weights, int groups, float epsilon, Activation activation = Activation.None) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override Tensor LayerNorm(Tensor x, NormWeights weights, float epsilon) => throw new NotSupportedException();
}
