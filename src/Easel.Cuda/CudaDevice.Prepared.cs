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
        OperationRules.RequireLinear(weight, bias, gated);
        Shape shape = weight.Shape;
        CudaMatrix matrix = Pack([new(name, weight, bias)], taps: 1, gated, folds: false);
        return new CudaLinearWeights(this, name, shape[1], gated ? shape[0] / 2 : shape[0], gated, matrix);
    }

    /// <inheritdoc/>
    public override ProjectionWeights PrepareProjections(in Projection queries, in Projection keys, in Projection values)
    {
        const int Parts = 3;
        Shape shape = queries.Weight.Shape;
        bool areAlike = keys.Weight.Shape == shape && values.Weight.Shape == shape && keys.Bias is null == queries.Bias is null && values.Bias is null == queries.Bias is null;
        if (!areAlike || shape.Rank != 2 || shape.Count == 0)
        {
            return base.PrepareProjections(queries, keys, values);
        }

        CudaMatrix matrix = Pack([queries, keys, values], taps: 1, gated: false, folds: false);
        return new CudaProjectionWeights(
            new CudaLinearWeights(this, queries.Name, shape[1], Parts * shape[0], gated: false, matrix),
            new CudaLinearWeights(this, queries.Name, shape[1], shape[0], gated: false, matrix.Part(0, Parts)),
            new CudaLinearWeights(this, keys.Name, shape[1], shape[0], gated: false, matrix.Part(1, Parts)),
            new CudaLinearWeights(this, values.Name, shape[1], shape[0], gated: false, matrix.Part(2, Parts)));
    }

    /// <inheritdoc/>
    public override ConvolutionWeights PrepareConvolution(
        string name, HostTensor weight, HostTensor? bias, int stride, int padBefore, int padAfter, bool followsUpsampling = false)
    {
        ConvolutionShape convolution = OperationRules.RequireConvolution(weight, bias, stride, padBefore, padAfter);
        bool folds = followsUpsampling && convolution is { AllowsBands: true, Stride: 1 } && !IsFloat;
        return new CudaConvolutionWeights(this, name, convolution, Pack([new(name, weight, bias)], convolution.Kernel * convolution.Kernel, gated: false, folds));
    }

    /// <summary>Puts matrices of equal extents one after the other. Gated, there is but one.</summary>
    private CudaMatrix Pack(ReadOnlySpan<Projection> parts, int taps, bool gated, bool folds)
    {
        int channels = parts[0].Weight.Shape[1];
        int partRows = parts[0].Weight.Shape[0];
        int rows = checked(partRows * parts.Length);
        foreach (Projection part in parts)
        {
            if (part.Bias is HostTensor bias && bias.Shape != Shape.Of(partRows))
            {
                throw new ArgumentException($"Tensor '{bias.Name}' is {bias.Shape}, but {Shape.Of(partRows)} is wanted.");
            }
        }

        int wide = IsFloat ? channels : Ceiling(channels, ProductTile.Depth) * ProductTile.Depth;
        long row = (long)wide * ActivationType.Size();
        WeightMemory weights = _weights.Allocate(rows * taps * row);
        WeightMemory? folded = folds ? _weights.Allocate(4 * rows * 4 * row) : null;
        for (int i = 0; i < parts.Length; i++)
        {
            PackParameters place = new()
            {
                To = weights.Address,
                FirstRow = i * partRows,
                Rows = rows,
                Channels = channels,
                WideChannels = wide,
                Taps = taps,
                Gated = gated ? 1 : 0,
            };
            PackRows(parts[i].Weight, place, folded);
        }

        int copied = IsFloat ? channels : Ceiling(channels, ChannelUnit) * ChannelUnit;
        return new CudaMatrix(weights, folded, parts[0].Bias is null ? null : PackBiases(parts, gated), rows, copied, taps, wide * taps);
    }

    /// <summary>Packs all rows of a weight from the first row of a place on.</summary>
    private void PackRows(HostTensor weight, PackParameters place, WeightMemory? folded)
    {
        int rows = weight.Shape[0];
        int rowElements = place.Channels * place.Taps;
        int rowsAtOnce = Math.Max(1, WeightStaging.Capacity / rowElements);
        for (int first = 0; first < rows; first += rowsAtOnce)
        {
            int part = Math.Min(rowsAtOnce, rows - first);
            PackParameters parameters = place with
            {
                From = _staging.Copy(weight, (long)first * rowElements, part * rowElements),
                FirstRow = place.FirstRow + first,
                PartRows = part,
            };
            GridSize grid = GridFor((long)part * place.WideChannels, PackThreads);
            Launch("weights", Typed("pack"), grid, PackThreads, parameters);
            if (folded is not null)
            {
                Launch("weights", Typed("pack"), grid, PackThreads, parameters with { To = folded.Address, Folded = 1 });
            }
        }
    }

    /// <summary>Biases of equal length, one after the other.</summary>
    private WeightMemory PackBiases(ReadOnlySpan<Projection> parts, bool gated)
    {
        int rows = parts[0].Bias!.Shape[0];
        WeightMemory memory = _weights.Allocate((long)parts.Length * rows * sizeof(float));
        for (int i = 0; i < parts.Length; i++)
        {
            HostTensor bias = parts[i].Bias!;
            if (!gated)
            {
                UploadFloats(bias, memory.Address + ((nint)i * rows * sizeof(float)));
                continue;
            }

            PackParameters parameters = new() { From = _staging.Copy(bias, 0, rows), To = memory.Address, Rows = rows, Gated = 1 };
            Launch("weights", "interleave", new GridSize((rows + PackThreads - 1) / PackThreads), PackThreads, parameters);
        }

        return memory;
    }
}
