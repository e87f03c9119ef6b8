namespace Easel.Tensors.Backends.Cpu;

/// <summary>A matrix in panels.</summary>
internal sealed class CpuLinearWeights(CpuDevice device, string name, int inputs, int outputs, bool gated, PackedMatrix matrix)
    : LinearWeights(name, inputs, outputs, gated), ICpuWeights
{
    public CpuDevice Device => device;

    public override long Bytes => matrix.Bytes;

    public PackedMatrix Matrix => matrix;

    protected override void Dispose(bool disposing) => matrix.Dispose();
}

/// <summary>A convolution's kernel as a matrix in panels.</summary>
internal sealed class CpuConvolutionWeights(CpuDevice device, string name, ConvolutionShape shape, PackedMatrix matrix)
    : ConvolutionWeights(name, shape), ICpuWeights
{
    public CpuDevice Device => device;

    public override long Bytes => matrix.Bytes;

    public PackedMatrix Matrix => matrix;

    /// <summary>Transformed for minimal filtering, while many bands are convolved; none once its scope has ended.</summary>
    public Tensor? Ready
    {
        get => field is { Allocation.Released: false } ? field : null;
        set;
    }

    protected override void Dispose(bool disposing) => matrix.Dispose();
}
