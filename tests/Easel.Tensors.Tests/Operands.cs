using System.Runtime.InteropServices;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Tests;

/// <summary>Numbers to multiply, and what a product of them may differ by from the reference.</summary>
internal static class Operands
{
    /// <summary>The names of all targets, those that this processor lacks too.</summary>
    public static TheoryData<string> Targets => [.. GemmTargets.All.Select(target => target.Name)];

    public static CpuDevice Device(string target, Precision precision = Precision.Full, int threads = 2)
        => new(threads, precision) { Target = GemmTargets.All.Single(candidate => candidate.Name == target) };

    /// <summary>Between -1 and 1, with 24 random bits each, so that every order of summation gives other last bits.</summary>
    public static float[] Random(long count, int seed)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (random.NextSingle() * 2) - 1;
        }

        return values;
    }

    public static HostTensor Host(string name, float[] values, params ReadOnlySpan<int> shape)
        => new(name, new ArrayMemory(MemoryMarshal.AsBytes<float>(values).ToArray()), 0, Shape.Of(shape), ElementType.Float32);

    public static float[] Values(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        tensor.Device.Download(tensor, values);
        return values;
    }

    /// <summary>For sums of so many products of numbers up to 1. Each addition rounds a sum that grows as the root of their number, and so does the sum of roundings.</summary>
    public static double SumTolerance(int terms) => 6e-8 * (16 + terms);

    public static void Near(double[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance))
            {
                Assert.Fail($"Element {i} is {actual[i]:R}, but {expected[i]:R} +- {tolerance:E1} is wanted.");
            }
        }
    }

    /// <summary>The same bits, and which are not.</summary>
    public static void Same(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToUInt32Bits(expected[i]) != BitConverter.SingleToUInt32Bits(actual[i]))
            {
                Assert.Fail($"Element {i} is {actual[i]:R}, but {expected[i]:R} to the last bit is wanted.");
            }
        }
    }
}
