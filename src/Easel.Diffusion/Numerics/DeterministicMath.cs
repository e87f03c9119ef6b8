using Easel.Tensors;

namespace Easel.Diffusion.Numerics;

/// <summary>
/// Logarithm, exponential, powers, sine and cosine in float64, from operations that IEEE 754 rounds alike everywhere, so that pictures do not depend on a
/// platform's mathematics library. Taylor series on a reduced range; right to about one unit in the last place.
/// </summary>
internal static class DeterministicMath
{
    // ln 2 and pi / 2 as sums of two doubles each. The upper part of ln 2 ends in 21 zero bits, so that small multiples of it are exact.
    private const double Ln2Upper = 0.6931471803691238;
    private const double Ln2Lower = 1.9082149292705877e-10;
    private const double HalfPiUpper = 1.5707963267948966;
    private const double HalfPiLower = 6.123233995736766e-17;

    // 2/23, 2/21 ... 2/3: of 2 atanh(s) / s, in s^2. For |s| below 0.172 the rest is below 2^-59.
    private static readonly double[] s_logarithm = [2.0 / 23, 2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3];

    // 1/13!, 1/12! ... 1/2!. For |r| below ln 2 / 2 the rest is below 2^-57.
    private static readonly double[] s_exponential = Factorials(13, 1, alternating: false)[..12];

    // 1/17!, -1/15! ... -1/3! and -1/18!, 1/16! ... -1/2!. For |r| below pi / 4 the rest is below 2^-63.
    private static readonly double[] s_sine = Factorials(17, 2, alternating: true)[..8];
    private static readonly double[] s_cosine = Factorials(18, 2, alternating: true)[..9];

    /// <summary>The natural logarithm of a positive, normal number.</summary>
    public static double Log(double x)
    {
        // x = 2^exponent (1 + f) with 1 + f between sqrt(1/2) and sqrt 2.
        int exponent = Math.ILogB(x);
        double mantissa = Math.ScaleB(x, -exponent);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        // log(1 + f) = 2 atanh(s) with s = f / (2 + f). The leading terms are carried with what their rounding lost.
        double f = mantissa - 1;
        double divisor = 2 + f;
        double s = f / divisor;
        double lost = (FusedMultiplyAdd.Of(-s, divisor, f) - (s * (f - (divisor - 2)))) / divisor;
        double cube = s * s * s * Polynomial(s_logarithm, s * s);

        double powers = exponent * Ln2Upper;
        double sum = powers + (2 * s);
        double tail = Math.Abs(powers) > Math.Abs(2 * s) ? (2 * s) - (sum - powers) : powers - (sum - (2 * s));
        return sum + (tail + (2 * lost) + (exponent * Ln2Lower) + cube);
    }

    /// <summary>e^x, for |x| up to 700.</summary>
    public static double Exp(double x)
    {
        double power = Math.Round(x * (1 / (Ln2Upper + Ln2Lower)));
        double r = x - (power * Ln2Upper) - (power * Ln2Lower);
        return Math.ScaleB(1 + (r + (r * r * Polynomial(s_exponential, r))), (int)power);
    }

    /// <summary>e^x - 1, for |x| up to 700, without cancellation where x is small.</summary>
    public static double Expm1(double x) => Math.Abs(x) < 0.34 ? x + (x * x * Polynomial(s_exponential, x)) : Exp(x) - 1;

    /// <summary>x^y for a positive, normal x, where |y log x| is up to 700; right to about as many units in the last place as |y log x| is.</summary>
    public static double Pow(double x, double y) => Exp(y * Log(x));

    /// <summary>Sine and cosine, for |x| up to a million.</summary>
    public static (double Sine, double Cosine) SinCos(double x)
    {
        // The first difference is exact: a multiple of 2^-53 below 1.
        double quarters = Math.Round(x * (1 / HalfPiUpper));
        double r = FusedMultiplyAdd.Of(-quarters, HalfPiLower, FusedMultiplyAdd.Of(-quarters, HalfPiUpper, x));

        double square = r * r;
        double sine = r + (r * square * Polynomial(s_sine, square));
        double cosine = 1 + (square * Polynomial(s_cosine, square));
        return ((int)quarters & 3) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }

    /// <summary>Horner's rule, the highest power's coefficient first.</summary>
    private static double Polynomial(double[] coefficients, double x)
    {
        double sum = coefficients[0];
        for (int i = 1; i < coefficients.Length; i++)
        {
            sum = FusedMultiplyAdd.Of(sum, x, coefficients[i]);
        }

        return sum;
    }

    /// <summary>1/highest!, 1/(highest - step)! ... down to 1/1! or 1/0!, with the signs of sine and cosine if alternating.</summary>
    private static double[] Factorials(int highest, int step, bool alternating)
    {
        List<double> terms = [];
        for (int n = highest; n >= 0; n -= step)
        {
            double factorial = 1;
            for (int i = 2; i <= n; i++)
            {
                factorial *= i;
            }

            terms.Add((alternating && n / 2 % 2 == 1 ? -1 : 1) / factorial);
        }

        return [.. terms];
    }
}
