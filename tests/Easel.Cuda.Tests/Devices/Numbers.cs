using System.Runtime.InteropServices;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Tests.Devices;

/// <summary>Numbers to compute with, and how far results are apart.</summary>
internal static class Numbers
{
    /// <summary>Evenly distributed from -1 to 1, and exact in half precision, so that only results are rounded.</summary>
    public static float[] Random(long count, int seed)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(Half)((random.NextDouble() * 2) - 1);
        }

        return values;
    }

    /// <summary>A weight whose products keep the size of what goes through them.</summary>
    public static HostTensor Weight(string name, Shape shape, int seed)
    {
        float scale = shape.Rank == 1 ? 1 : MathF.Sqrt(3f / (shape.Count / shape[0]));
        float[] values = [.. Random(shape.Count, seed).Select(value => (float)(Half)(value * scale))];
        return new HostTensor(name, new ArrayMemory(MemoryMarshal.AsBytes<float>(values).ToArray()), 0, shape, ElementType.Float32);
    }

    /// <summary>A norm's scale when training begins.</summary>
    public static HostTensor Ones(string name, Shape shape)
    {
        float[] values = new float[shape.Count];
        Array.Fill(values, 1);
        return new HostTensor(name, new ArrayMemory(MemoryMarshal.AsBytes<float>(values).ToArray()), 0, shape, ElementType.Float32);
    }

    /// <summary>A tensor's numbers on the host.</summary>
    public static float[] Read(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        tensor.Device.Download(tensor, values);
        return values;
    }

    /// <summary>The root of the mean square of differences, of that of what is wanted. What is not a number is infinitely far.</summary>
    public static double Distance(float[] wanted, float[] actual)
    {
        Assert.Equal(wanted.Length, actual.Length);
        double difference = 0;
        double size = 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            difference += ((double)wanted[i] - actual[i]) * ((double)wanted[i] - actual[i]);
            size += (double)wanted[i] * wanted[i];
        }

        double distance = Math.Sqrt(difference / Math.Max(size, double.Epsilon));
        return double.IsNaN(distance) ? double.PositiveInfinity : distance;
    }

    /// <summary>Does the same on a card and on the processor, and asserts that the results are near.</summary>
    /// <param name="precision">Of the card; the processor computes in full.</param>
    /// <param name="work">Makes a tensor.</param>
    /// <param name="prepare">Of the card, before the work.</param>
    public static void AssertSame(Precision precision, Func<Device, Tensor> work, Action<CudaDevice>? prepare = null)
    {
        using CudaDevice card = Cards.Open(precision);
        using Tensors.Backends.Cpu.CpuDevice processor = new(threads: 1);
        prepare?.Invoke(card);
        float[] actual;
        using (card.BeginScope())
        {
            actual = Read(work(card));
        }

        float[] wanted;
        using (processor.BeginScope())
        {
            wanted = Read(work(processor));
        }

        double distance = Distance(wanted, actual);
        double allowed = precision == Precision.Full ? Tolerances.Full : Tolerances.Half;
        Assert.True(distance <= allowed, $"off by {distance:E2} of the root mean square, allowed {allowed:E2}");
    }
}
