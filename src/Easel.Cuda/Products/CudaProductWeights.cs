using Easel.Cuda.Memory;
using Easel.Tensors.Backends;

namespace Easel.Cuda.Products;

/// <summary>A matrix on a card.</summary>
internal sealed class CudaLinearWeights(CudaDevice device, string name, int inputs, int outputs, bool gated, CudaMatrix matrix)
    : LinearWeights(name, inputs, outputs, gated), ICudaWeights
{
    /// <inheritdoc/>
    public CudaDevice Device => device;

    /// <summary>Its numbers.</summary>
    public CudaMatrix Matrix => matrix;

    /// <inheritdoc/>
    public override long Bytes => matrix.Bytes;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => matrix.Dispose();
}

/// <summary>A convolution on a card.</summary>
internal sealed class CudaConvolutionWeights(CudaDevice device, string name, ConvolutionShape shape, CudaMatrix matrix)
    : ConvolutionWeights(name, shape), ICudaWeights
{
    /// <inheritdoc/>
    public CudaDevice Device => device;

    /// <summary>Its numbers.</summary>
    public CudaMatrix Matrix => matrix;

    /// <inheritdoc/>
    public override long Bytes => matrix.Bytes;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => matrix.Dispose();
}
