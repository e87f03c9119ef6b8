using Easel.Tensors.Kernels;
using Easel.Tensors.Kernels.Reference;

namespace Easel.Tensors.Tests.Kernels;

public sealed unsafe class FormulaTests
{
    [Fact]
    public void Silu_matches_the_reference_at_every_length() => MatchesAtEveryLength<Silu>(ReferenceFunctions.Silu, Tolerances.Silu);

    [Fact]
    public void Gelu_matches_the_reference_at_every_length() => MatchesAtEveryLength<Gelu>(ReferenceFunctions.Gelu, Tolerances.Gelu);

    [Fact]
    public void Quick_gelu_matches_the_reference_at_every_length() => MatchesAtEveryLength<QuickGelu>(ReferenceFunctions.QuickGelu, Tolerances.QuickGelu);

    [Fact]
    public void Exponential_is_right_wherever_its_result_is_a_normal_number()
    {
        float[] x = Samples.Grid(-86.9, 88.7, 50_001);

        float[] y = Widths.Agree(new Mapping<Exponential>(x));

        Compare.Relative([.. x.Select(value => Math.Exp(value))], y, Tolerances.Exponential);
    }

    [Fact]
    public void Exponential_ends_in_zero_and_infinity()
    {
        float[] x = [0, -87.2f, -100, -1e30f, float.NegativeInfinity, 88.7228f, 88.7229f, 1e30f, float.PositiveInfinity];

        float[] y = Widths.Agree(new Mapping<Exponential>(x));

        Assert.Equal(
            [1, 0, 0, 0, 0, float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity],
            [.. y.Where((_, i) => i != 5)]);
        Assert.True(float.IsFinite(y[5]), "The greatest finite power was lost.");
    }

    [Fact]
    public void Silu_is_right_from_end_to_end()
    {
        float[] x = Samples.Grid(-80, 200, 50_001);

        float[] y = Widths.Agree(new Mapping<Silu>(x));

        Compare.Relative([.. x.Select(value => ReferenceFunctions.Silu(value))], y, Tolerances.Silu);
    }

    [Fact]
    public void Gelu_is_right_to_one_millionth_where_it_bends()
    {
        float[] x = Samples.Grid(-12, 12, 50_001);

        float[] y = Widths.Agree(new Mapping<Gelu>(x));

        Compare.Absolute([.. x.Select(value => ReferenceFunctions.Gelu(value))], y, Tolerances.GeluAbsolute);
    }

    [Fact]
    public void Gelu_is_nothing_or_everything_far_from_zero()
    {
        float[] y = Widths.Agree(new Mapping<Gelu>([-1e30f, -50, 50, 1e30f]));

        Assert.Equal([0, 0, 50, 1e30f], y);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.8413447460685429)] // the normal distribution's well-known values
    [InlineData(-1, -0.15865525393145707)]
    [InlineData(2, 1.9544997361036416)]
    [InlineData(-3, -0.004049694094890285)]
    public void The_reference_of_gelu_has_the_known_values(double x, double expected)
    {
        double actual = ReferenceFunctions.Gelu(x);

        Assert.Equal(expected, actual, 1e-14);
    }

    [Fact]
    public void What_is_not_a_number_stays_so()
    {
        // Seventeen, so that both whole registers and tails meet it.
        float[] x = [.. Enumerable.Repeat(float.NaN, 17)];

        Assert.All(Widths.Agree(new Mapping<Exponential>(x)), value => Assert.True(float.IsNaN(value)));
        Assert.All(Widths.Agree(new Mapping<Silu>(x)), value => Assert.True(float.IsNaN(value)));
        Assert.All(Widths.Agree(new Mapping<Gelu>(x)), value => Assert.True(float.IsNaN(value)));
        Assert.All(Widths.Agree(new Mapping<QuickGelu>(x)), value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Infinity_never_becomes_finite()
    {
        float[] x = [.. Enumerable.Range(0, 17).Select(i => i % 2 == 0 ? float.PositiveInfinity : float.NegativeInfinity)];

        Assert.All(Widths.Agree(new Mapping<Silu>(x)), value => Assert.False(float.IsFinite(value)));
        Assert.All(Widths.Agree(new Mapping<Gelu>(x)), value => Assert.False(float.IsFinite(value)));
        Assert.All(Widths.Agree(new Mapping<QuickGelu>(x)), value => Assert.False(float.IsFinite(value)));
    }

    private static void MatchesAtEveryLength<TFormula>(Func<double, double> reference, double tolerance) where TFormula : struct, IFormula
    {
        foreach (int length in Samples.Lengths)
        {
            float[] x = Samples.Between(-5, 5, length, seed: length);

            float[] y = Widths.Agree(new Mapping<TFormula>(x));

            Compare.Relative([.. x.Select(value => reference(value))], y, tolerance, $"length {length}");
        }
    }

    private readonly struct Exponential : IFormula
    {
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes> => LaneMath.Exp(x);
    }

    private readonly struct Mapping<TFormula>(float[] x) : IAtWidth where TFormula : struct, IFormula
    {
        public float[] Run<TLanes, TSixteen>()
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            float[] y = new float[x.Length];
            fixed (float* from = x, to = y)
            {
                Elementwise.Map<TFormula, TLanes>(from, to, x.Length);
            }

            return y;
        }
    }
}
