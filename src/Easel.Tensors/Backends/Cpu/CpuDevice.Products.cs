using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Winograd;
using Easel.Tensors.Memory;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Backends.Cpu;

/// <content>Matrix products and convolutions.</content>
public unsafe partial class CpuDevice
{
    /// <summary>The heavy kernels it uses. In single precision they differ in speed only.</summary>
    internal GemmTarget Target { get; init; }

    internal WorkerTeam Team => _team;

    /// <inheritdoc/>
    public override LinearWeights PrepareLinear(string name, HostTensor weight, HostTensor? bias, bool gated = false)
    {
        OperationRules.RequireLinear(weight, bias, gated);
        Shape shape = weight.Shape;
        int outputs = gated ? shape[0] / 2 : shape[0];
        PackedMatrix matrix = new(this, weight, bias, outputs, channels: shape[1], taps: 1, gated, FormOf(name, convolution: null));
        return new CpuLinearWeights(this, name, shape[1], outputs, gated, matrix);
    }

    /// <inheritdoc/>
    public override ConvolutionWeights PrepareConvolution(string name, HostTensor weight, HostTensor? bias, int stride, int padBefore, int padAfter, bool followsUpsampling = false)
    {
        ConvolutionShape convolution = OperationRules.RequireConvolution(weight, bias, stride, padBefore, padAfter);
        PackedMatrix matrix = new(this, weight, bias, convolution.Outputs, convolution.Inputs, convolution.Kernel * convolution.Kernel, gated: false, FormOf(name, convolution));
        return new CpuConvolutionWeights(this, name, convolution, matrix);
    }

    /// <inheritdoc/>
    public override Tensor Linear(Tensor x, LinearWeights weights, in Epilogue epilogue = default)
    {
        Require(x);
        CpuLinearWeights own = Own<CpuLinearWeights>(weights);
        OperationRules.RequireInputs(x, weights);
        return Observed(own, _guard is { } guard && own.Matrix.IsRounded ? guard.Linear(x, own, epilogue) : Multiply(x, own, epilogue));
    }

    /// <inheritdoc/>
    public override Tensor Convolve(Tensor x, ConvolutionWeights weights, in Epilogue epilogue = default, Halo halo = Halo.None)
    {
        Require(x);
        CpuConvolutionWeights own = Own<CpuConvolutionWeights>(weights);
        return Observed(own, _guard is { } guard && own.Matrix.IsRounded ? guard.Convolve(x, own, epilogue, halo) : Multiply(x, own, epilogue, halo));
    }

    internal Tensor Multiply(Tensor x, CpuLinearWeights weights, in Epilogue epilogue)
    {
        Patches left = new(Floats(x), checked((int)(x.Shape.Count / weights.Inputs)), weights.Inputs);
        return Multiply(left, weights.Matrix, x.Shape.With(^1, weights.Outputs), epilogue);
    }

    internal Tensor Multiply(Tensor x, CpuConvolutionWeights own, in Epilogue epilogue, Halo halo)
    {
        ConvolutionShape shape = own.Shape;
        Shape result = OperationRules.Convolved(x, own, halo);
        Panels kernels = own.Matrix.Panels;
        if (!IsFiltered(shape, kernels, x.Shape[2]))
        {
            Patches left = new(Floats(x), x.Shape[0], x.Shape[1], x.Shape[2], shape, halo);
            return Multiply(left, own.Matrix, result, epilogue);
        }

        Tensor y = Allocate(result);
        TiledImage image = new(Floats(x), x.Shape[0], x.Shape[1], x.Shape[2], shape.Inputs, halo);
        using Tensor? transformed = own.Ready is null && Filtering.KeepsKernels(shape, image.Count) ? Transform(kernels) : null;
        Tensor? kept = own.Ready ?? transformed;
        PanelsAtPositions right = new(kept is null ? null : Floats(kept), kernels);
        Target.Filter(_team, new FilteringWork(image, kernels, right, FinishFor(y, own.Matrix, epilogue)));
        return y;
    }

    /// <summary>How a matrix is held. Minimal filtering with few kernels is as fast as direct convolution in int8, and nearer. What bfloat16 would round too much for minimal filtering is made float32 for it.</summary>
    private PanelForm FormOf(string name, ConvolutionShape? convolution)
    {
        bool isFiltered = convolution is { } shape && Filtering.IsWorthwhile(shape) && Filtering.HasFewKernels(shape);
        if (Quantizes?.Invoke(name) == true && !isFiltered)
        {
            return PanelForm.Int8;
        }

        if (Precision == Precision.Full)
        {
            return PanelForm.Single;
        }

        return Target.RoundedForm == PanelForm.BFloat16 && isFiltered ? PanelForm.Half : Target.RoundedForm;
    }

    /// <summary>Whether minimal filtering computes a convolution: a matter of shapes alone, never of the batch, nor of the height, since a band must give the bits of its map.</summary>
    private static bool IsFiltered(ConvolutionShape shape, in Panels kernels, int width) => Filtering.IsWorthwhile(shape) && kernels.Form switch
    {
        PanelForm.BFloat16 or PanelForm.Int8 => false,
        PanelForm.Float16 => Filtering.IsWide(width),
        _ => true,
    };

    /// <inheritdoc/>
    public override IDisposable KeepReady(ConvolutionWeights weights)
    {
        CpuConvolutionWeights own = Own<CpuConvolutionWeights>(weights);
        if (own.Ready is not null || own.Matrix.Panels.Form == PanelForm.Int8 || !Filtering.IsWorthwhile(weights.Shape) || !Filtering.KeepsKernels(weights.Shape, int.MaxValue))
        {
            return new ReadyWeights(null);
        }

        own.Ready = Transform(own.Matrix.Panels);
        return new ReadyWeights(own);
    }

    private Tensor Transform(Panels kernels)
    {
        Tensor transformed = Allocate([checked((int)PanelsAtPositions.FloatsFor(kernels))]);
        Target.Transform(_team, kernels, new PanelsAtPositions(Floats(transformed), kernels));
        return transformed;
    }

    /// <summary>The end of having a kernel transformed.</summary>
    private sealed class ReadyWeights(CpuConvolutionWeights? weights) : IDisposable
    {
        public void Dispose()
        {
            if (weights is not null)
            {
                weights.Ready?.Dispose();
                weights.Ready = null;
            }
        }
    }

    private Tensor Multiply(Patches left, PackedMatrix right, Shape shape, in Epilogue epilogue)
    {
        Tensor y = Allocate(shape);
        Target.Multiply(_team, new Product(left, right.Panels, FinishFor(y, right, epilogue)));
        return y;
    }

    /// <summary>What is done to the sums that become a tensor.</summary>
    private Finish FinishFor(Tensor y, PackedMatrix right, in Epilogue epilogue)
    {
        int batch = y.Shape[0];
        if (epilogue.Shift is not null)
        {
            Require(epilogue.Shift);
            RequireShape(epilogue.Shift, [batch, y.Shape[^1]]);
        }

        if (epilogue.Residual is not null)
        {
            Require(epilogue.Residual);
            RequireShape(epilogue.Residual, y.Shape);
        }

        if (!Enum.IsDefined(epilogue.Activation))
        {
            throw new ArgumentOutOfRangeException(nameof(epilogue), epilogue.Activation, "No such activation.");
        }

        return new()
        {
            Output = Floats(y),
            Bias = right.Bias,
            Shift = epilogue.Shift is null ? null : Floats(epilogue.Shift),
            Residual = epilogue.Residual is null ? null : Floats(epilogue.Residual),
            RowsPerSample = (int)Math.Max(1, y.Shape.Count / y.Shape[^1] / Math.Max(1, batch)),
            Activation = epilogue.Activation,
        };
    }
}
