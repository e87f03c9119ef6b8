namespace Easel.Diffusion.Numerics;

/// <summary>Quantiles of the beta distribution with two equal parameters, whose density is proportional to (x (1 - x))^(a - 1).</summary>
internal static class BetaDistribution
{
    // Halvings of [0, 1/2]: as far as a double tells numbers apart there.
    private const int Halvings = 60;

    /// <summary>The x below which a share of the distribution lies; right to about 1e-13.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="a">Both parameters, above 0 and up to 1.</param>
    public static double Quantile(double share, double a)
    {
        if (share > 0.5)
        {
            return 1 - Quantile(1 - share, a);
        }

        // The whole integral is twice the half's.
        double wanted = share * 2 * Integral(0.5, a);
        double low = 0;
        double high = 0.5;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Integral(middle, a) < wanted ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The integral of (t (1 - t))^(a - 1) from 0 to x, for x up to 1/2: the binomial series, term by term. DLMF 8.17.7</summary>
    private static double Integral(double x, double a)
    {
        double sum = 0;
        double term = 1;
        for (int k = 0; term > 1e-18; k++)
        {
            sum += term / (a + k);
            term *= x * (k + 1 - a) / (k + 1);
        }

        return sum * DeterministicMath.Pow(x, a);
    }
}
