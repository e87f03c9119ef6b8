using Easel.Diffusion.Numerics;

namespace Easel.Tests.Diffusion.Numerics;

public class DeterministicMathTests
{
    // The library's functions are right to about a unit in the last place, 2.2e-16, and so are ours.
    private const double TwoUnits = 4.5e-16;

    [Fact]
    public void Log_is_the_logarithm()
    {
        foreach (double x in Samples(1e-150, 1e150))
        {
            Tolerances.AssertRelative([Math.Log(x)], [DeterministicMath.Log(x)], TwoUnits);
        }
    }

    [Fact]
    public void Log_near_one_is_the_logarithm()
    {
        for (int i = -1000; i <= 1000; i++)
        {
            double x = 1 + (i * 1e-9);

            Tolerances.AssertRelative([Math.Log(x)], [DeterministicMath.Log(x)], TwoUnits);
        }
    }

    [Fact]
    public void Exp_is_the_exponential()
    {
        foreach (double x in Samples(1e-12, 700))
        {
            Tolerances.AssertRelative([Math.Exp(x), Math.Exp(-x)], [DeterministicMath.Exp(x), DeterministicMath.Exp(-x)], TwoUnits);
        }
    }

    [Fact]
    public void Expm1_loses_nothing_where_x_is_small()
    {
        // x + x^2/2 + x^3/6 + x^4/24 is e^x - 1 to 1e-20 of it here.
        foreach (double x in Samples(1e-30, 1e-5))
        {
            Tolerances.AssertRelative([x + (x * x * (0.5 + (x * (1.0 / 6) * (1 + (x / 4)))))], [DeterministicMath.Expm1(x)], TwoUnits);
        }
    }

    [Theory]
    [InlineData(1.0 / 7)]
    [InlineData(0.6)]
    [InlineData(-2)]
    public void Pow_is_the_power(double exponent)
    {
        // An error in log x counts |y log x| times, here up to 14.
        foreach (double x in Samples(1e-3, 1e3))
        {
            Tolerances.AssertRelative([Math.Pow(x, exponent)], [DeterministicMath.Pow(x, exponent)], 14 * TwoUnits);
        }
    }

    [Fact]
    public void SinCos_are_sine_and_cosine()
    {
        foreach (double x in Samples(1e-20, 1000))
        {
            (double sine, double cosine) = DeterministicMath.SinCos(x);
            (double minusSine, double sameCosine) = DeterministicMath.SinCos(-x);

            Tolerances.AssertRelative([Math.Sin(x), Math.Cos(x), -Math.Sin(x), Math.Cos(x)], [sine, cosine, minusSine, sameCosine], TwoUnits);
        }
    }

    /// <summary>Ten thousand numbers of all sizes between two, evenly in their logarithms.</summary>
    private static IEnumerable<double> Samples(double from, double to)
    {
        for (int i = 0; i <= 10000; i++)
        {
            yield return from * Math.Pow(to / from, i / 10000.0);
        }
    }
}
