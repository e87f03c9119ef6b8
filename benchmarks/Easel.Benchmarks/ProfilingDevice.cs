using System.Diagnostics;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Benchmarks;

/// <summary>Kinds of operations that a profile tells apart.</summary>
internal enum OperationKind
{
    Convolution,
    Linear,
    Attention,
    Norms,
    Rest,
}

/// <summary>A CPU device that adds up time and floating-point operations by kind.</summary>
internal sealed class ProfilingDevice(int threads, Precision precision) : CpuDevice(threads, precision)
{
    private readonly long[] _ticks = new long[Enum.GetValues<OperationKind>().Length];
    private readonly double[] _flops = new double[Enum.GetValues<OperationKind>().Length];

    public double Seconds(OperationKind kind) => (double)_ticks[(int)kind] / Stopwatch.Frequency;

    /// <summary>Floating-point operations, a multiply and an add counted as two; convolutions as direct ones.</summary>
    public double Flops(OperationKind kind) => _flops[(int)kind];

    public double TotalFlops => _flops.Sum();

    public void Reset()
    {
        Array.Clear(_ticks);
        Array.Clear(_flops);
    }

    public override Tensor Linear(Tensor x, LinearWeights weights, in Epilogue epilogue = default)
    {
        long start = Stopwatch.GetTimestamp();
        Tensor y = base.Linear(x, weights, epilogue);
        return Count(OperationKind.Linear, start, 2.0 * x.Shape.Count * weights.Outputs * (weights.Gated ? 2 : 1), y);
    }

    public override Tensor Convolve(Tensor x, ConvolutionWeights weights, in Epilogue epilogue = default, Halo halo = Halo.None)
    {
        long start = Stopwatch.GetTimestamp();
        Tensor y = base.Convolve(x, weights, epilogue, halo);
        return Count(OperationKind.Convolution, start, 2.0 * y.Shape.Count * weights.Shape.Inputs * weights.Shape.Kernel * weights.Shape.Kernel, y);
    }

    public override Tensor Attention(Tensor queries, Tensor keys, Tensor values, int heads, bool causal = false)
    {
        long start = Stopwatch.GetTimestamp();
        Tensor y = base.Attention(queries, keys, values, heads, causal);
        return Count(OperationKind.Attention, start, 4.0 * queries.Shape.Count * keys.Shape[1], y);
    }

    public override IDisposable KeepReady(ConvolutionWeights weights)
    {
        long start = Stopwatch.GetTimestamp();
        IDisposable ready = base.KeepReady(weights);
        _ticks[(int)OperationKind.Convolution] += Stopwatch.GetTimestamp() - start;
        return ready;
    }

    // GroupNorm is made of these two.
    public override Tensor MeasureGroups(ReadOnlySpan<Tensor> bands, NormWeights weights, int groups, float epsilon)
    {
        long start = Stopwatch.GetTimestamp();
        return Count(OperationKind.Norms, start, 0, base.MeasureGroups(bands, weights, groups, epsilon));
    }

    public override Tensor Normalize(ReadOnlySpan<Tensor> rows, Tensor measured, NormWeights weights, Activation activation)
    {
        long start = Stopwatch.GetTimestamp();
        return Count(OperationKind.Norms, start, 0, base.Normalize(rows, measured, weights, activation));
    }

    public override Tensor Stack(params ReadOnlySpan<Tensor> parts)
    {
        long start = Stopwatch.GetTimestamp();
        return Count(OperationKind.Rest, start, 0, base.Stack(parts));
    }

    public override Tensor LayerNorm(Tensor x, NormWeights weights, float epsilon)
    {
        long start = Stopwatch.GetTimestamp();
        return Count(OperationKind.Norms, start, 0, base.LayerNorm(x, weights, epsilon));
    }

    public override Tensor Activate(Tensor x, Activation activation)
    {
        long start = Stopwatch.GetTimestamp();
        return Count(OperationKind.Rest, start, 0, base.Activate(x, activation));
    }

    public override Tensor Upsample(Tensor x, int height, int width)
    {
        long start = Stopwatch.GetTimestamp();
        return Count(OperationKind.Rest, start, 0, base.Upsample(x, height, width));
    }

    public override Tensor Concatenate(Tensor x, Tensor y)
    {
        long start = Stopwatch.GetTimestamp();
        return Count(OperationKind.Rest, start, 0, base.Concatenate(x, y));
    }

    private Tensor Count(OperationKind kind, long start, double flops, Tensor result)
    {
        _ticks[(int)kind] += Stopwatch.GetTimestamp() - start;
        _flops[(int)kind] += flops;
        return result;
    }
}
