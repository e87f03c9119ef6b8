using Easel.Tensors.Kernels;
using Easel.Tensors.Kernels.Reference;

namespace Easel.Tensors.Tests.Kernels;

public sealed unsafe class NormalizationTests
{
    [Theory]
    [InlineData(1, 32, 32)]
    [InlineData(2, 32, 32)]
    [InlineData(3, 6, 3)]
    [InlineData(4, 1, 1)]
    [InlineData(5, 17, 1)]
    [InlineData(7, 100, 4)]
    [InlineData(64, 48, 16)]
    [InlineData(257, 5, 5)]
    [InlineData(33, 320, 32)]
    public void Group_norm_matches_the_reference_at_awkward_shapes(int pixels, int channels, int groups)
    {
        float[] x = Samples.Normal(pixels * channels, seed: pixels, mean: 0.5, deviation: 2);
        float[] scale = Samples.Normal(channels, seed: 1);
        float[] shift = Samples.Normal(channels, seed: 2);

        float[] y = Widths.Agree(new GroupNorm(x, pixels, scale, shift, groups));

        Compare.Absolute(ReferenceNormalization.GroupNorm(x, 1, scale, shift, groups, 1e-6f), y, Tolerances.Normalization);
    }

    [Fact]
    public void Group_norm_keeps_its_digits_far_from_zero()
    {
        float[] x = Samples.Normal(1000 * 64, seed: 1, mean: 1000);
        float[] scale = [.. Enumerable.Repeat(1f, 64)];
        float[] shift = new float[64];

        float[] y = Widths.Agree(new GroupNorm(x, 1000, scale, shift, 32));

        Compare.Absolute(ReferenceNormalization.GroupNorm(x, 1, scale, shift, 32, 1e-6f), y, Tolerances.Normalization);
    }

    [Fact]
    public void Group_norm_of_equal_numbers_is_the_shift()
    {
        float[] x = [.. Enumerable.Repeat(3.7f, 21 * 8)];
        float[] scale = Samples.Normal(8, seed: 1);
        float[] shift = Samples.Normal(8, seed: 2);

        float[] y = Widths.Agree(new GroupNorm(x, 21, scale, shift, 4));

        Compare.Bits([.. x.Select((_, i) => shift[i % 8])], y, "equal numbers");
    }

    [Fact]
    public void Group_norm_shows_what_is_not_finite_in_its_group_only()
    {
        foreach (float bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            float[] x = Samples.Normal(33 * 32, seed: 1);
            x[(12 * 32) + 9] = bad;

            float[] y = Widths.Agree(new GroupNorm(x, 33, Samples.Normal(32, seed: 2), new float[32], 4));

            for (int i = 0; i < y.Length; i++)
            {
                Assert.Equal(i % 32 / 8 != 1, float.IsFinite(y[i]));
            }
        }
    }

    [Fact]
    public void Moments_join_to_those_of_both()
    {
        double[] x = [.. Samples.Normal(100, seed: 1, mean: 5).Select(value => (double)value)];

        Moments joined = default(Moments) + Of(x[..30]) + Of(x[30..31]) + Of(x[31..]);

        Moments whole = Of(x);
        Assert.Equal(whole.Count, joined.Count);
        Assert.Equal(whole.Mean, joined.Mean, 1e-12);
        Assert.Equal(whole.Squares, joined.Squares, 1e-11);
    }

    [Fact]
    public void Layer_norm_matches_the_reference_at_every_width()
    {
        foreach (int width in Samples.Lengths.Skip(1))
        {
            float[] x = Samples.Normal(3 * width, seed: width, mean: -0.5, deviation: 3);
            float[] scale = Samples.Normal(width, seed: 1);
            float[] shift = Samples.Normal(width, seed: 2);

            float[] y = Widths.Agree(new LayerNorm(x, scale, shift));

            Compare.Absolute(ReferenceNormalization.LayerNorm(x, scale, shift, 1e-5f), y, Tolerances.Normalization, $"width {width}");
        }
    }

    [Fact]
    public void Layer_norm_keeps_its_digits_far_from_zero()
    {
        float[] x = Samples.Normal(4 * 768, seed: 1, mean: -1000);
        float[] scale = [.. Enumerable.Repeat(1f, 768)];
        float[] shift = new float[768];

        float[] y = Widths.Agree(new LayerNorm(x, scale, shift));

        Compare.Absolute(ReferenceNormalization.LayerNorm(x, scale, shift, 1e-5f), y, Tolerances.FarFromZero);
    }

    [Fact]
    public void Layer_norm_shows_what_is_not_finite_in_its_row_only()
    {
        float[] x = Samples.Normal(3 * 37, seed: 1);
        x[40] = float.PositiveInfinity;

        float[] y = Widths.Agree(new LayerNorm(x, Samples.Normal(37, seed: 2), new float[37]));

        for (int i = 0; i < y.Length; i++)
        {
            Assert.Equal(i / 37 != 1, float.IsFinite(y[i]));
        }
    }

    private static Moments Of(double[] x)
    {
        double mean = x.Average();
        return new Moments(x.Length, mean, x.Sum(value => (value - mean) * (value - mean)));
    }

    /// <summary>One sample, measured in two runs of unequal lengths where it has more than one pixel.</summary>
    private readonly struct GroupNorm(float[] x, int pixels, float[] scale, float[] shift, int groups) : IAtWidth
    {
        public float[] Run<TLanes, TSixteen>()
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            int channels = scale.Length;
            int first = Math.Max(1, pixels / 3);
            int runs = first < pixels ? 2 : 1;
            Moments[] moments = new Moments[runs * groups];
            byte[] scratch = new byte[GroupNormalization.ScratchBytes(channels)];
            float[] terms = new float[GroupNormalization.Terms * channels];
            float[] y = new float[x.Length];
            fixed (float* from = x, to = y, scales = scale, shifts = shift, used = terms)
            fixed (Moments* measured = moments)
            fixed (byte* room = scratch)
            {
                GroupNormalization.MeasureRun<TLanes>(from, first, channels, groups, measured, room);
                if (runs == 2)
                {
                    GroupNormalization.MeasureRun<TLanes>(from + (first * channels), pixels - first, channels, groups, measured + groups, room);
                }

                GroupNormalization.Prepare(measured, runs, channels, groups, scales, shifts, 1e-6f, used);
                GroupNormalization.Apply<Identity, TLanes>(from, to, pixels, channels, used);
            }

            return y;
        }
    }

    private readonly struct LayerNorm(float[] x, float[] scale, float[] shift) : IAtWidth
    {
        public float[] Run<TLanes, TSixteen>()
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            float[] y = new float[x.Length];
            fixed (float* from = x, to = y, scales = scale, shifts = shift)
            {
                LayerNormalization.Rows<TLanes, TSixteen>(from, to, x.Length / scale.Length, scale.Length, scales, shifts, 1e-5f);
            }

            return y;
        }
    }
}
