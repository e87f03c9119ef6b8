using Easel.Cuda.Tests.Devices;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Cuda.Tests.Operations;

/// <summary>Operations that move elements to, from and on the card.</summary>
public sealed class CopyTests(DevicePairs pairs) : IClassFixture<DevicePairs>
{
    [Fact]
    public void What_is_uploaded_comes_back()
    {
        // Less than a slot of the ring, more than one, more than all: 128 KiB and 4 MiB.
        foreach (int count in (int[])[0, 1, 1000, 40_000, 1_200_000])
        {
            float[] values = Numbers.Random(count, count);

            Assert.Equal(values, Numbers.Read(pairs.Autocast.Card.Upload(values, [count])));
        }
    }

    [Theory, MemberData(nameof(DevicePairs.Precisions), MemberType = typeof(DevicePairs))]
    public void Halves_come_back_as_floats(Precision precision)
    {
        float[] values = Numbers.Random(123, 1);

        Assert.Equal(values, Numbers.Read(pairs[precision].Card.Activate(pairs[precision].Card.Upload(values, [123]), Activation.None)));
    }

    [Theory]
    [InlineData(8, 3, 5, 6, 10)]
    [InlineData(4, 3, 5, 7, 3)]
    [InlineData(3, 4, 4, 9, 1)]
    [InlineData(24, 2, 2, 5, 5)]
    public void The_nearest_pixels_are_found(int channels, int height, int width, int toHeight, int toWidth)
    {
        float[] x = Numbers.Random(2 * height * width * channels, 1);

        foreach (DevicePair pair in (DevicePair[])[pairs.Full, pairs.Autocast])
        {
            pair.AssertSame(device => device.Upsample(device.Upload(x, [2, height, width, channels]), toHeight, toWidth), Tolerance.None);
            pair.AssertSame(device => device.Upsample(device.Activate(device.Upload(x, [2, height, width, channels]), Activation.None), toHeight, toWidth), Tolerance.None);
        }
    }

    [Theory]
    [InlineData(16, 8)]
    [InlineData(12, 4)]
    [InlineData(3, 8)]
    [InlineData(2, 6)]
    [InlineData(5, 0)]
    public void Channels_are_put_side_by_side(int m, int n)
    {
        float[] x = Numbers.Random(6 * m, 1);
        float[] y = Numbers.Random(6 * n, 2);

        foreach (DevicePair pair in (DevicePair[])[pairs.Full, pairs.Autocast])
        {
            // Floats, halves, and one of each.
            pair.AssertSame(device => device.Concatenate(device.Upload(x, [2, 3, m]), device.Upload(y, [2, 3, n])), Tolerance.None);
            pair.AssertSame(device => device.Concatenate(Activations(device, x, [2, 3, m]), Activations(device, y, [2, 3, n])), Tolerance.None);
            pair.AssertSame(device => device.Concatenate(Activations(device, x, [2, 3, m]), device.Upload(y, [2, 3, n])), Tolerance.None);
        }
    }

    [Fact]
    public void Parts_are_put_one_after_the_other()
    {
        float[] x = Numbers.Random(6 * 5, 1);

        foreach (DevicePair pair in (DevicePair[])[pairs.Full, pairs.Autocast])
        {
            pair.AssertSame(device => device.Stack(device.Upload(x, [6, 5]), device.Upload(x, [6, 5]).Slice(1, 3)), Tolerance.None);
            pair.AssertSame(device => device.Stack(device.Upload(x, [6, 5]), Activations(device, x, [6, 5]), device.Upload(x, [6, 5]).Slice(2, 0)), Tolerance.None);
        }
    }

    [Theory, MemberData(nameof(DevicePairs.Precisions), MemberType = typeof(DevicePairs))]
    public void Rows_are_looked_up(Precision precision)
    {
        int[] ids = [0, 6, 3, 3, 5, 1];

        pairs[precision].AssertSame(device => device.Embed(device.Upload(ids, [2, 3]), Table(device, 7), Table(device, 4)), Tolerance.Sum(precision));
        pairs[precision].AssertSame(device => device.Embed(device.Upload(ids, [2, 3]).Slice(1, 1), Table(device, 6), Table(device, 4)), Tolerance.Sum(precision));
    }

    [Fact]
    public void What_cannot_be_moved_is_refused()
    {
        pairs.Full.AssertRefused(device => device.Upload(new float[3], [2]));
        pairs.Full.AssertRefused(device => device.Upload(new int[3], [2]));
        pairs.Full.AssertRefused(device => device.Download(device.Upload(new float[3], [3]), new float[2]));
        pairs.Full.AssertRefused(device => device.Download(device.Upload(new int[3], [3]), new float[3]));
        pairs.Full.AssertRefused(device => device.Upsample(device.Upload(new float[8], [2, 2, 2]), 4, 4));
        pairs.Full.AssertRefused(device => device.Upsample(device.Upload(new float[8], [1, 2, 2, 2]), 0, 4));
        pairs.Full.AssertRefused(device => device.Concatenate(device.Upload(new float[8], [2, 4]), device.Upload(new float[9], [3, 3])));
        pairs.Full.AssertRefused(device => device.Stack());
        pairs.Full.AssertRefused(device => device.Stack(device.Upload(new float[1], [])));
        pairs.Full.AssertRefused(device => device.Stack(device.Upload(new float[8], [2, 4]), device.Upload(new float[9], [3, 3])));
        pairs.Full.AssertRefused(device => device.PrepareTable("t", Numbers.Weight("t", [8], 1)));
        pairs.Full.AssertRefused(device => device.Embed(device.Upload([1f, 2], [1, 2]), Table(device, 4), Table(device, 4)));
        pairs.Full.AssertRefused(device => device.Embed(device.Upload([1, 4], [1, 2]), Table(device, 4), Table(device, 4)));
        pairs.Full.AssertRefused(device => device.Embed(device.Upload([1, -1], [1, 2]), Table(device, 4), Table(device, 4)));
        pairs.Full.AssertRefused(device => device.Embed(device.Upload([1, 1], [1, 2]), Table(device, 4), Table(device, 1)));
    }

    [Fact]
    public void Integers_that_nobody_knows_are_refused()
    {
        CudaDevice card = pairs.Full.Card;
        Tensor ids = card.Allocate([1, 2], ElementType.Int32);

        Assert.Contains("nothing is known", Assert.Throws<ArgumentException>(() => card.Embed(ids, Table(card, 4), Table(card, 4))).Message, StringComparison.Ordinal);
    }

    private static Tensor Activations(Device device, float[] values, Shape shape) => device.Activate(device.Upload(values, shape), Activation.None);

    private static TableWeights Table(Device device, int rows) => device.PrepareTable("t", Numbers.Weight("t", [rows, 19], 9));
}
