using System.Runtime.InteropServices;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Tests;

/// <summary>Devices for the tests of products: one for each target.</summary>
internal static class Products
{
    /// <summary>The names of all targets, those that this processor lacks too.</summary>
    public static TheoryData<string> Targets => [.. GemmTargets.All.Select(target => target.Name)];

    /// <summary>The names of the targets that multiply half precision as it is. Where the processor lacks one's instructions its tests skip.</summary>
    public static TheoryData<string> MixedTargets => ["avx512-fp16", "avx512-bf16"];

    public static CpuDevice Device(string target, Precision precision = Precision.Full, int threads = 2) => new(threads, precision) { Target = Target(target) };

    public static HostTensor Host(string name, float[] values, params ReadOnlySpan<int> shape)
        => new(name, new ArrayMemory(MemoryMarshal.AsBytes<float>(values).ToArray()), 0, Shape.Of(shape), ElementType.Float32);

    public static float[] Values(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        tensor.Device.Download(tensor, values);
        return values;
    }

    /// <summary>x W^T + b on a device of its own.</summary>
    public static float[] Linear(
        string target, float[] x, float[] weight, float[]? bias, int inputs, int outputs, Precision precision = Precision.Full, int threads = 2)
    {
        using CpuDevice device = Device(target, precision, threads);
        using LinearWeights weights = device.PrepareLinear("w", Host("w", weight, outputs, inputs), bias is null ? null : Host("b", bias, outputs));
        return Values(device.Linear(device.Upload(x, [x.Length / inputs, inputs]), weights));
    }

    /// <summary>A convolution on a device of its own.</summary>
    public static float[] Convolve(
        string target, float[] x, float[] weight, float[]? bias, ConvolutionShape shape, Shape extents, Precision precision = Precision.Full, int threads = 2)
    {
        using CpuDevice device = Device(target, precision, threads);
        using ConvolutionWeights weights = device.PrepareConvolution(
            "k",
            Host("k", weight, shape.Outputs, shape.Inputs, shape.Kernel, shape.Kernel),
            bias is null ? null : Host("b", bias, shape.Outputs),
            shape.Stride,
            shape.PadBefore,
            shape.PadAfter);
        return Values(device.Convolve(device.Upload(x, extents), weights));
    }

    /// <summary>Kernels by their name.</summary>
    public static GemmTarget Target(string name)
    {
        GemmTarget? target = GemmTargets.All.Concat(GemmTargets.Mixed).SingleOrDefault(candidate => candidate.Name == name);
        if (target is null)
        {
            Assert.Skip($"NOT TESTED: this processor or system does not allow the kernels of target {name}.");
        }

        return target;
    }
}
