using Easel.Cuda.Tests.Devices;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Cuda.Tests.Operations;

/// <summary>Functions of single elements on the card.</summary>
public sealed class ElementwiseTests(DevicePairs pairs) : IClassFixture<DevicePairs>
{
    [Theory, MemberData(nameof(DevicePairs.Precisions), MemberType = typeof(DevicePairs))]
    public void Every_activation_is_that_of_the_processor(Precision precision)
    {
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            foreach (int count in (int[])[1, 7, 8, 64, 517])
            {
                float[] x = [.. Numbers.Random(count, 1).Select(value => 8 * value)];

                pairs[precision].AssertSame(device => device.Activate(device.Upload(x, [count]), activation), Tolerance.Activation(precision), $"{activation} of {count}");
            }
        }
    }

    [Theory, MemberData(nameof(DevicePairs.Precisions), MemberType = typeof(DevicePairs))]
    public void Views_may_begin_anywhere(Precision precision)
    {
        float[] x = Numbers.Random(5 * 11, 1);

        pairs[precision].AssertSame(
            device => device.Activate(device.Activate(device.Upload(x, [5, 11]), Activation.None).Slice(1, 3), Activation.Silu), Tolerance.Activation(precision));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(4096)]
    public void Sums_of_multiples_and_guidance_are_single_precision_to_the_bit(int count)
    {
        float[] x = Numbers.Random(count, 1);
        float[] y = Numbers.Random(count, 2);

        foreach (DevicePair pair in (DevicePair[])[pairs.Full, pairs.Autocast])
        {
            pair.AssertSame(device => device.Combine(0.37f, device.Upload(x, [count]), -1.91f, device.Upload(y, [count])), Tolerance.None);
            pair.AssertSame(device => device.Guide(device.Upload([.. x, .. y], [2, count]), 7.5f), Tolerance.None);
        }
    }

    [Fact]
    public void Halves_are_taken_for_the_numbers_that_they_are()
    {
        float[] x = Numbers.Random(37, 1);

        pairs.Autocast.AssertSame(
            device => device.Combine(2, device.Activate(device.Upload(x, [37]), Activation.None), 1, device.Upload(x, [37])), Tolerance.None);
    }

    [Theory, MemberData(nameof(DevicePairs.Precisions), MemberType = typeof(DevicePairs))]
    public void What_is_infinite_or_not_a_number_is_found_wherever_it_is(Precision precision)
    {
        CudaDevice card = pairs[precision].Card;
        float[] values = Numbers.Random(1001, 1);
        Assert.True(card.IsFinite(card.Upload(values, [1001])));
        Assert.True(card.IsFinite(card.Activate(card.Upload(values, [1001]), Activation.None)));

        foreach (int place in (int[])[0, 500, 1000])
        {
            foreach (float damage in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
            {
                float[] damaged = [.. values];
                damaged[place] = damage;
                Tensor x = card.Upload(damaged, [1001]);

                Assert.False(card.IsFinite(x));
                Assert.False(card.IsFinite(card.Activate(x, Activation.None)));
            }
        }
    }

    [Fact]
    public void A_half_that_overflows_is_found()
    {
        Tensor x = pairs.Autocast.Card.Upload([1f, 70000], [2]);

        Assert.True(pairs.Autocast.Card.IsFinite(x));
        Assert.False(pairs.Autocast.Card.IsFinite(pairs.Autocast.Card.Activate(x, Activation.None)));
    }

    [Fact]
    public void What_cannot_be_computed_is_refused()
    {
        pairs.Full.AssertRefused(device => device.Activate(device.Upload(new float[2], [2]), (Activation)9));
        pairs.Full.AssertRefused(device => device.Activate(device.Upload(new int[2], [2]), Activation.Silu));
        pairs.Full.AssertRefused(device => device.Combine(1, device.Upload(new float[2], [2]), 1, device.Upload(new float[3], [3])));
        pairs.Full.AssertRefused(device => device.Guide(device.Upload(new float[3], [3]), 1));
        pairs.Full.AssertRefused(device => device.IsFinite(device.Upload(new int[2], [2])));
    }
}
