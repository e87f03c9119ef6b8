using Easel.Cuda.Driver;
using Easel.Cuda.Memory;
using Easel.Cuda.Products;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda;

/// <content>Matrices and kernels on their way to the card.</content>
public sealed unsafe partial class CudaDevice
{
    // 16 bytes of halves: what a kernel copies at once.
    private const int ChannelUnit = 8;
    private const int PackThreads = 256;

    /// <inheritdoc/>
    public override LinearWeights PrepareLinear(string name, HostTensor weight, HostTensor? bias, bool gated = false)
    {
        Shape shape = weight.Shape;
        int parts = gated ? 2 : 1;
        if (shape.Rank < 2 || shape.Count == 0 || shape.Count != (long)shape[0] * shape[1] || shape[0] % parts != 0)
        {
            string wanted = gated ? "[2 * outputs, inputs]" : "[outputs, inputs]";
            throw new ArgumentException($"Tensor '{weight.Name}' is {shape}, but {wanted} is wanted.", nameof(weight));
        }

        CudaMatrix matrix = Pack(weight, bias, taps: 1, gated, folds: false);
        return new CudaLinearWeights(this, name, shape[1], shape[0] / parts, gated, matrix);
    }

    /// <inheritdoc/>
    public override ConvolutionWeights PrepareConvolution(
        string name, HostTensor weight, HostTensor? bias, int stride, int padBefore, int padAfter, bool followsUpsampling = false)
    {
        Shape shape = weight.Shape;
        if (shape.Rank != 4 || shape.Count == 0 || shape[2] != shape[3] || shape[2] is not (1 or 3))
        {
            throw new ArgumentException($"Tensor '{weight.Name}' is {shape}, but [outputs, inputs, kernel, kernel] with a kernel of 1 or 3 is wanted.", nameof(weight));
        }

        if (stride is not (1 or 2))
        {
            throw new ArgumentOutOfRangeException(nameof(stride), stride, "A stride is 1 or 2.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(padBefore);
        ArgumentOutOfRangeException.ThrowIfNegative(padAfter);
        ConvolutionShape convolution = new(shape[1], shape[0], shape[2], stride, padBefore, padAfter);
        bool folds = followsUpsampling && convolution.AllowsBands && Precision == Precision.Autocast;
        return new CudaConvolutionWeights(this, name, convolution, Pack(weight, bias, shape[2] * shape[2], gated: false, folds));
    }

    private CudaMatrix Pack(HostTensor weight, HostTensor? bias, int taps, bool gated, bool folds)
    {
        int rows = weight.Shape[0];
        int channels = weight.Shape[1];
        if (bias is not null && bias.Shape != Shape.Of(rows))
        {
            throw new ArgumentException($"Tensor '{bias.Name}' is {bias.Shape}, but {Shape.Of(rows)} is wanted.", nameof(bias));
        }

        int wide = Precision == Precision.Full ? channels : Ceiling(channels, ProductTile.Depth) * ProductTile.Depth;
        long row = (long)wide * ActivationType.Size();
        WeightMemory weights = _weights.Allocate(rows * taps * row);
        WeightMemory? folded = folds ? _weights.Allocate(4 * rows * 4 * row) : null;

        int rowsAtOnce = Math.Max(1, WeightStaging.Capacity / (channels * taps));
        for (int first = 0; first < rows; first += rowsAtOnce)
        {
            int part = Math.Min(rowsAtOnce, rows - first);
            PackParameters parameters = new()
            {
                From = _staging.Copy(weight, (long)first * channels * taps, part * channels * taps),
                To = weights.Address,
                FirstRow = first,
                PartRows = part,
                Rows = rows,
                Channels = channels,
                WideChannels = wide,
                Taps = taps,
                Gated = gated ? 1 : 0,
            };
            GridSize grid = GridFor((long)part * wide, PackThreads);
            Launch("weights", Typed("pack"), grid, PackThreads, parameters);
            if (folded is not null)
            {
                Launch("weights", Typed("pack"), grid, PackThreads, parameters with { To = folded.Address, Folded = 1 });
            }
        }

        int copied = Precision == Precision.Full ? channels : Ceiling(channels, ChannelUnit) * ChannelUnit;
        return new CudaMatrix(weights, folded, bias is null ? null : PackBias(bias, gated), rows, copied, taps, wide * taps);
    }

    private WeightMemory PackBias(HostTensor bias, bool gated)
    {
        if (!gated)
        {
            return UploadFloats(bias);
        }

        int rows = bias.Shape[0];
        WeightMemory memory = _weights.Allocate((long)rows * sizeof(float));
        PackParameters parameters = new() { From = _staging.Copy(bias, 0, rows), To = memory.Address, Rows = rows, Gated = 1 };
        Launch("weights", "interleave", new GridSize((rows + PackThreads - 1) / PackThreads), PackThreads, parameters);
        return memory;
    }
}
