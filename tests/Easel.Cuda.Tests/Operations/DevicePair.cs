using System.Globalization;
using System.Runtime.InteropServices;
using Easel.Cuda.Tests.Driver;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Tests.Operations;

/// <summary>A card whose kernels are interpreted, and the processor in full precision, which says what is right.</summary>
internal sealed class DevicePair : IDisposable
{
    private readonly CpuDevice _processor = new(threads: 1);

    public DevicePair(Precision precision)
    {
        Driver = new InterpretingDriver();
        Card = new CudaDevice(Driver, 0, precision);
    }

    /// <summary>The driver of the card.</summary>
    public InterpretingDriver Driver { get; }

    public CudaDevice Card { get; }

    public static HostTensor Host(string name, float[] values, params ReadOnlySpan<int> shape)
        => new(name, new ArrayMemory(MemoryMarshal.AsBytes<float>(values).ToArray()), 0, Shape.Of(shape), ElementType.Float32);

    public static float[] Values(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        tensor.Device.Download(tensor, values);
        return values;
    }

    /// <summary>Integers on a card whose memory is memory of this process, or on the processor.</summary>
    public static unsafe int[] Integers(Tensor tensor) => new ReadOnlySpan<int>((void*)tensor.Address, (int)tensor.Shape.Count).ToArray();

    /// <summary>An operation gives the same on both.</summary>
    public void AssertSame(Func<Device, Tensor> operation, Tolerance tolerance, string context = "")
    {
        using Scope scope = Card.BeginScope();
        using Scope other = _processor.BeginScope();
        Tensor wanted = operation(_processor);
        Tensor found = operation(Card);

        Assert.Equal(wanted.Shape, found.Shape);
        float[] expected = Values(wanted);
        float[] actual = Values(found);
        for (int i = 0; i < expected.Length; i++)
        {
            bool isNear = Math.Abs(expected[i] - actual[i]) <= tolerance.Absolute + (tolerance.Relative * Math.Abs(expected[i])) || expected[i].Equals(actual[i]);
            Assert.True(isNear, string.Create(CultureInfo.InvariantCulture, $"{context}, element {i}: {expected[i]:R} is wanted, {actual[i]:R} was found."));
        }
    }

    /// <summary>Both refuse, in the same words.</summary>
    public void AssertRefused(Action<Device> operation)
    {
        Exception expected = Assert.ThrowsAny<ArgumentException>(() => operation(_processor));
        Exception actual = Assert.ThrowsAny<ArgumentException>(() => operation(Card));

        Assert.Equal(expected.GetType(), actual.GetType());
        Assert.Equal(expected.Message, actual.Message);
    }

    public void Dispose()
    {
        Card.Dispose();
        _processor.Dispose();
    }
}
