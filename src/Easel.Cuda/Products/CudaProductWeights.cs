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

/// <summary>The matrices of queries, keys and values on a card as one, and each as a part of it.</summary>
internal sealed class CudaProjectionWeights(CudaLinearWeights joined, CudaLinearWeights queries, CudaLinearWeights keys, CudaLinearWeights values)
    : ProjectionWeights(queries, keys, values)
{
    /// <summary>Makes [queries, keys, values] of every token.</summary>
    public CudaLinearWeights Joined => joined;

    /// <inheritdoc/>
    public override long Bytes => joined.Bytes;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        joined.Dispose();
        base.Dispose(disposing);
    }
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
