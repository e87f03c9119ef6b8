using System.Runtime.InteropServices;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Tests;

/// <summary>Devices for the tests of products: one for each target.</summary>
internal static class Products
{
    /// <summary>The names of all targets, those that this processor lacks too.</summary>
    public static TheoryData<string> Targets => [.. GemmTargets.All.Select(target => target.Name)];

    public static CpuDevice Device(string target, Precision precision = Precision.Full, int threads = 2)
        => new(threads, precision) { Target = GemmTargets.All.Single(candidate => candidate.Name == target) };

    public static HostTensor Host(string name, float[] values, params ReadOnlySpan<int> shape)
        => new(name, new ArrayMemory(MemoryMarshal.AsBytes<float>(values).ToArray()), 0, Shape.Of(shape), ElementType.Float32);

    public static float[] Values(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        tensor.Device.Download(tensor, values);
        return values;
    }
}
