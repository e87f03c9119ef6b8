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
        Shape shape = weight.Shape;
        int parts = gated ? 2 : 1;
        if (shape.Rank < 2 || shape.Count == 0 || shape.Count != (long)shape[0] * shape[1] || shape[0] % parts != 0)
        {
            string wanted = gated ? "[2 * outputs, inputs]" : "[outputs, inputs]";
            throw new ArgumentException($"Tensor '{weight.Name}' is {shape}, but {wanted} is wanted.", nameof(weight));
        }

        RequireBias(bias, shape[0]);
        int outputs = shape[0] / parts;
        PackedMatrix matrix = new(this, weight, bias, outputs, channels: shape[1], taps: 1, gated, FormOf(name, convolution: null));
        return new CpuLinearWeights(this, name, shape[1], outputs, gated, matrix);
    }

    /// <inheritdoc/>
    public override ConvolutionWeights PrepareConvolution(string name, HostTensor weight, HostTensor? bias, int stride, int padBefore, int padAfter, bool followsUpsampling = false)
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
        RequireBias(bias, shape[0]);
        int kernel = shape[2];
        ConvolutionShape convolution = new(shape[1], shape[0], kernel, stride, padBefore, padAfter);
        PackedMatrix matrix = new(this, weight, bias, outputs: shape[0], channels: shape[1], taps: kernel * kernel, gated: false, FormOf(name, convolution));
        return new CpuConvolutionWeights(this, name, convolution, matrix);
    }

    /// <inheritdoc/>
    public override Tensor Linear(Tensor x, LinearWeights weights, in Epilogue epilogue = default)
    {
        Require(x);
        CpuLinearWeights own = Own<CpuLinearWeights>(weights);
        if (x.Shape.Rank == 0 || x.Shape[^1] != weights.Inputs)
        {
            throw new ArgumentException($"A tensor is {x.Shape}, but '{weights.Name}' wants {weights.Inputs} inputs.", nameof(x));
        }

        Patches left = new(Floats(x), checked((int)(x.Shape.Count / weights.Inputs)), weights.Inputs);
        return Multiply(left, own, own.Matrix, x.Shape.With(^1, weights.Outputs), epilogue);
    }

    /// <inheritdoc/>
    public override Tensor Convolve(Tensor x, ConvolutionWeights weights, in Epilogue epilogue = default, Halo halo = Halo.None)
    {
        Require(x);
        CpuConvolutionWeights own = Own<CpuConvolutionWeights>(weights);
        ConvolutionShape shape = weights.Shape;
        if (x.Shape.Rank != 4 || x.Shape[3] != shape.Inputs)
        {
            throw new ArgumentException($"A tensor is {x.Shape}, but '{weights.Name}' wants [batch, height, width, {shape.Inputs}].", nameof(x));
        }

        int least = shape.Kernel - shape.PadBefore - shape.PadAfter;
        if (x.Shape[1] < least || x.Shape[2] < least)
        {
            throw new ArgumentException($"A tensor of {x.Shape} is smaller than the kernel of '{weights.Name}', which wants {least} x {least} pixels or more.", nameof(x));
        }

        if (halo != Halo.None && (!shape.AllowsBands || shape.OutputRows(x.Shape[1], halo) < 1))
        {
            throw new ArgumentException($"A band of {x.Shape} with rows of its neighbours cannot be convolved with '{weights.Name}': a 3x3 kernel of stride 1 with padding 1, and a row of the band's own, are wanted.", nameof(halo));
        }

        Shape result = [x.Shape[0], shape.OutputRows(x.Shape[1], halo), shape.Output(x.Shape[2]), shape.Outputs];
        Panels kernels = own.Matrix.Panels;
        if (!IsFiltered(shape, kernels, x.Shape[2]))
        {
            Patches left = new(Floats(x), x.Shape[0], x.Shape[1], x.Shape[2], shape, halo);
            return Multiply(left, own, own.Matrix, result, epilogue);
        }

        Tensor y = Allocate(result);
        TiledImage image = new(Floats(x), x.Shape[0], x.Shape[1], x.Shape[2], shape.Inputs, halo);
        using Tensor? transformed = own.Ready is null && Filtering.KeepsKernels(shape, image.Count) ? Transform(kernels) : null;
        Tensor? kept = own.Ready ?? transformed;
        PanelsAtPositions right = new(kept is null ? null : Floats(kept), kernels);
        Target.Filter(_team, new FilteringWork(image, kernels, right, FinishFor(y, own.Matrix, epilogue)));
        return Observed(own, y);
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

    private static void RequireBias(HostTensor? bias, int count)
    {
        if (bias is not null && bias.Shape != Shape.Of(count))
        {
            throw new ArgumentException($"Tensor '{bias.Name}' is {bias.Shape}, but {Shape.Of(count)} is wanted.", nameof(bias));
        }
    }

    private Tensor Multiply(Patches left, PreparedWeights weights, PackedMatrix right, Shape shape, in Epilogue epilogue)
    {
        Tensor y = Allocate(shape);
        Target.Multiply(_team, new Product(left, right.Panels, FinishFor(y, right, epilogue)));
        return Observed(weights, y);
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
