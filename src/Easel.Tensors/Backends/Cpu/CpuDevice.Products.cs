namespace Easel.Tensors.Backends.Cpu;

/// <content>Placeholder: helper B replaces it.</content>
public sealed unsafe partial class CpuDevice
{
    /// <inheritdoc/>
    public override LinearWeights PrepareLinear(string name, Memory.HostTensor weight, Memory.HostTensor? bias, bool gated = false) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override ConvolutionWeights PrepareConvolution(string name, Memory.HostTensor weight, Memory.HostTensor? bias, int stride, int padBefore, int padAfter) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override Tensor Linear(Tensor x, LinearWeights weights, in Epilogue epilogue = default) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override Tensor Convolve(Tensor x, ConvolutionWeights weights, in Epilogue epilogue = default) => throw new NotSupportedException();
}
