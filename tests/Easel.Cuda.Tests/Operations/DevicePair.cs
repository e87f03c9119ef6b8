using System.Globalization;
using Easel.Cuda.Tests.Devices;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Tests.Operations;

/// <summary>A card, and the processor in full precision, which says what is right.</summary>
internal sealed class DevicePair(Precision precision) : IDisposable
{
    private readonly CpuDevice _processor = new(threads: 1);

    public CudaDevice Card { get; } = Cards.Open(precision);

    /// <summary>An operation gives the same on both, element by element.</summary>
    public void AssertSame(Func<Device, Tensor> operation, Tolerance tolerance, string context = "")
    {
        using Scope scope = Card.BeginScope();
        using Scope other = _processor.BeginScope();
        Tensor wanted = operation(_processor);
        Tensor found = operation(Card);

        Assert.Equal(wanted.Shape, found.Shape);
        float[] expected = Numbers.Read(wanted);
        float[] actual = Numbers.Read(found);
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
