namespace Easel.Tensors.Tests;

/// <summary>Multiplication and addition in software, against the processor's.</summary>
public sealed class FusedMultiplyAddTests
{
    [Fact]
    public void Floats_of_all_bits_are_as_the_processor_makes_them()
    {
        Random random = new(1);
        for (int i = 0; i < 300_000; i++)
        {
            AssertSame(Any(random), Any(random), Any(random));
        }
    }

    [Fact]
    public void Floats_whose_sum_lies_near_the_middle_of_two_are_as_the_processor_makes_them()
    {
        // Few bits in each factor, so that the product often ends at half of the sum's last place, or just beside it; the smallest sums are subnormal.
        Random random = new(2);
        foreach (int exponent in (int[])[0, -100, -125, -149])
        {
            for (int i = 0; i < 100_000; i++)
            {
                float a = MathF.ScaleB(random.Next(1, 1 << 12), random.Next(-36, 0)) * (random.Next(2) == 0 ? 1 : -1);
                float b = MathF.ScaleB(random.Next(1, 1 << 12), exponent + random.Next(-24, 0));
                float c = MathF.ScaleB(random.Next(1 << 24), exponent + random.Next(-30, 0));
                AssertSame(a, b, c);
            }
        }
    }

    [Fact]
    public void A_float_is_rounded_once_and_not_twice()
    {
        // a b + c = 1 + 2^-23 + 2^-24 - 2^-60: in float64 the middle between two floats, of which the upper one is even.
        float a = MathF.ScaleB(1 + MathF.ScaleB(1, -18), -12);
        float b = MathF.ScaleB(1 - MathF.ScaleB(1, -18), -12);
        float c = 1 + MathF.ScaleB(1, -23);

        float once = FusedMultiplyAdd.InSoftware(a, b, c);

        Assert.Equal(c, once);
        Assert.NotEqual(c, (float)(((double)a * b) + c));
    }

    [Theory]
    [InlineData(0f, -1f, 0f)]
    [InlineData(float.PositiveInfinity, 0f, 1f)]
    [InlineData(float.PositiveInfinity, 1f, float.NegativeInfinity)]
    [InlineData(float.MaxValue, 2f, float.NegativeInfinity)]
    [InlineData(float.MaxValue, 2f, -float.MaxValue)]
    [InlineData(float.MaxValue, 1.0000001f, 0f)]
    [InlineData(float.Epsilon, 0.5f, 0f)]
    [InlineData(float.Epsilon, 0.5f, float.Epsilon)]
    [InlineData(float.NaN, 1f, 1f)]
    public void Ends_of_the_range_are_as_the_processor_makes_them(float a, float b, float c) => AssertSame(a, b, c);

    [Fact]
    public void Doubles_are_as_the_processor_makes_them()
    {
        Random random = new(3);
        for (int i = 0; i < 300_000; i++)
        {
            (double a, double b, double c) = (Any(random, 20), Any(random, 20), Any(random, 90));

            Assert.Equal(Math.FusedMultiplyAdd(a, b, c), FusedMultiplyAdd.InSoftware(a, b, c));
            Assert.Equal(Math.FusedMultiplyAdd(a, b, -a * b), FusedMultiplyAdd.InSoftware(a, b, -a * b));
        }
    }

    private static void AssertSame(float a, float b, float c)
    {
        (float expected, float actual) = (MathF.FusedMultiplyAdd(a, b, c), FusedMultiplyAdd.InSoftware(a, b, c));
        bool isSame = BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(actual) || (float.IsNaN(expected) && float.IsNaN(actual));
        Assert.True(isSame, $"{a:R} * {b:R} + {c:R} = {expected:R}, in software {actual:R}");
    }

    private static float Any(Random random) => BitConverter.Int32BitsToSingle((int)random.NextInt64(1L << 32));

    private static double Any(Random random, int exponents)
        => Math.ScaleB(random.NextInt64(1L << 52, 1L << 53), random.Next(-exponents, exponents) - 52) * (random.Next(2) == 0 ? 1 : -1);
}
