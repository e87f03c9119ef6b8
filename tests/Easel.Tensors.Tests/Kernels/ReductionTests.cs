using Easel.Tensors.Kernels;
using Easel.Tensors.Kernels.Reference;

namespace Easel.Tensors.Tests.Kernels;

public sealed unsafe class ReductionTests
{
    [Fact]
    public void Sums_match_the_reference_at_every_length()
    {
        foreach (int length in Samples.Lengths)
        {
            float[] x = Samples.Normal(length, seed: length);

            float[] actual = Widths.Agree(new Reducing(x));

            Assert.Equal(ReferenceReductions.Sum(x), actual[0], Tolerances.Sum * x.Sum(Math.Abs));
            double squares = ReferenceReductions.SumOfSquares(x, 0.25);
            Assert.Equal(squares, actual[1], Tolerances.Sum * squares);
            Assert.Equal(ReferenceReductions.Max(x), actual[2]);
        }
    }

    [Fact]
    public void Sums_follow_the_order_of_sixteen_lanes()
    {
        // In this order the large numbers cancel in their own lane; in any other, small ones are lost beside them.
        float[] x = [.. Enumerable.Range(0, 48).Select(i => i == 3 ? 1e9f : i == 19 ? -1e9f : 1f)];

        float sum = Widths.Agree(new Reducing(x))[0];

        Assert.Equal(46, sum);
    }

    [Fact]
    public void Softmax_matches_the_reference_at_every_length()
    {
        foreach (int length in Samples.Lengths)
        {
            float[] x = Samples.Normal(length, seed: length, deviation: 4);

            float[] y = Widths.Agree(new Normalising(x));

            Compare.Absolute(ReferenceFunctions.Softmax(x), y, Tolerances.Softmax, $"length {length}");
        }
    }

    [Fact]
    public void Softmax_of_large_numbers_is_finite()
    {
        float[] y = Widths.Agree(new Normalising([3e38f, -3e38f, 3e38f]));

        Assert.Equal([0.5f, 0, 0.5f], y);
    }

    [Fact]
    public void Softmax_shows_what_is_not_a_number()
    {
        float[] x = Samples.Normal(37, seed: 1);
        x[11] = float.NaN;

        float[] y = Widths.Agree(new Normalising(x));

        Assert.All(y, value => Assert.True(float.IsNaN(value)));
    }

    private readonly struct Reducing(float[] x) : IAtWidth
    {
        public float[] Run<TLanes, TSixteen>()
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            fixed (float* from = x)
            {
                return [Reductions.Sum<TSixteen>(from, x.Length), Reductions.SumOfSquares<TSixteen>(from, x.Length, 0.25f), Reductions.Max<TSixteen>(from, x.Length)];
            }
        }
    }

    private readonly struct Normalising(float[] x) : IAtWidth
    {
        public float[] Run<TLanes, TSixteen>()
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            float[] y = new float[x.Length];
            fixed (float* from = x, to = y)
            {
                Softmax.Row<TLanes, TSixteen>(from, to, x.Length);
            }

            return y;
        }
    }
}
