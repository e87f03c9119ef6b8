namespace Easel.Imaging.Resampling;

/// <summary>The filters' formulas, from operations that IEEE 754 rounds alike everywhere: a picture does not depend on a platform's sine.</summary>
internal static class FilterFormulas
{
    // (-1)^k / (2k + 1)!, the highest first. For |x| up to pi / 2 the rest is below 1e-17.
    private static readonly double[] s_sine = SineTerms(11);

    /// <summary>How far from its middle a filter reaches, in pixels.</summary>
    public static double Reach(PillowFilter filter) => filter == PillowFilter.Bicubic ? 2 : 3;

    /// <summary>A filter's value.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="x">Pixels from its middle.</param>
    public static double Value(PillowFilter filter, double x) => filter == PillowFilter.Bicubic ? Bicubic(x) : Lanczos(x);

    private static double Bicubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x switch
        {
            < 1 => (((((A + 2) * x) - (A + 3)) * x) * x) + 1,
            < 2 => ((((((x - 5) * x) + 8) * x) - 4) * A),
            _ => 0,
        };
    }

    private static double Lanczos(double x) => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0;

    private static double Sinc(double x) => x == 0 ? 1 : SinePi(x) / (x * Math.PI);

    /// <summary>sin(pi x), for |x| up to a thousand.</summary>
    private static double SinePi(double x)
    {
        double whole = Math.Round(x);
        double r = (x - whole) * Math.PI;
        double sum = 0;
        foreach (double term in s_sine)
        {
            sum = (sum * r * r) + term;
        }

        return (long)whole % 2 == 0 ? sum * r : -sum * r;
    }

    private static double[] SineTerms(int highest)
    {
        double[] terms = new double[highest + 1];
        double factorial = 1;
        for (int k = 0; k <= highest; k++)
        {
            factorial *= k == 0 ? 1 : 2 * k * ((2 * k) + 1);
            terms[highest - k] = (k % 2 == 0 ? 1 : -1) / factorial;
        }

        return terms;
    }
}
