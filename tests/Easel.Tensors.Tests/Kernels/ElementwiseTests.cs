using Easel.Tensors.Kernels;

namespace Easel.Tensors.Tests.Kernels;

public sealed unsafe class ElementwiseTests
{
    [Fact]
    public void A_blend_is_rounded_twice_at_every_length()
    {
        foreach (int length in Samples.Lengths)
        {
            float[] x = Samples.Normal(length, seed: length);
            float[] y = Samples.Normal(length, seed: length + 1000);

            float[] z = Widths.Agree(new Binary<Blend>(new Blend(0.3f, -1.7f), x, y));

            Compare.Bits([.. x.Zip(y, (a, b) => MathF.FusedMultiplyAdd(0.3f, a, -1.7f * b))], z, $"length {length}");
        }
    }

    [Fact]
    public void Guidance_goes_beyond_the_unconditional_at_every_length()
    {
        foreach (int length in Samples.Lengths)
        {
            float[] u = Samples.Normal(length, seed: length);
            float[] c = Samples.Normal(length, seed: length + 1000);

            float[] z = Widths.Agree(new Binary<Guidance>(new Guidance(7.5f), u, c));

            Compare.Bits([.. u.Zip(c, (a, b) => MathF.FusedMultiplyAdd(7.5f, b - a, a))], z, $"length {length}");
        }
    }

    [Fact]
    public void A_function_may_write_where_it_read()
    {
        float[] x = Samples.Normal(100, seed: 1);
        float[] expected = new float[100];
        fixed (float* memory = x, apart = expected)
        {
            Elementwise.Map<Silu, Lanes8>(memory, apart, 100);
            Elementwise.Map<Silu, Lanes8>(memory, memory, 100);
        }

        Compare.Bits(expected, x, "in place");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_is_found_wherever_it_is(float value)
    {
        foreach (int length in Samples.Lengths.Skip(1))
        {
            float[] x = Samples.Normal(length, seed: 1);
            Assert.Equal([1], Widths.Agree(new Finite(x)));

            x[length / 2] = value;
            Assert.Equal([0], Widths.Agree(new Finite(x)));

            x[length / 2] = 1;
            x[length - 1] = value;
            Assert.Equal([0], Widths.Agree(new Finite(x)));
        }
    }

    [Fact]
    public void The_greatest_and_the_smallest_numbers_are_finite()
    {
        float[] x = [float.MaxValue, float.MinValue, float.Epsilon, -float.Epsilon, 0, -0f];

        Assert.Equal([1], Widths.Agree(new Finite([.. x, .. x, .. x])));
        Assert.Equal([1], Widths.Agree(new Finite([])));
    }

    private readonly struct Binary<TFormula>(TFormula formula, float[] x, float[] y) : IAtWidth where TFormula : struct, IBinaryFormula
    {
        public float[] Run<TLanes, TSixteen>()
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            float[] z = new float[x.Length];
            fixed (float* first = x, second = y, to = z)
            {
                Elementwise.Map<TFormula, TLanes>(formula, first, second, to, x.Length);
            }

            return z;
        }
    }

    private readonly struct Finite(float[] x) : IAtWidth
    {
        public float[] Run<TLanes, TSixteen>()
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            fixed (float* from = x)
            {
                return [Elementwise.IsFinite<TLanes>(from, x.Length) ? 1 : 0];
            }
        }
    }
}
