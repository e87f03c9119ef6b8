namespace Easel.Tensors.Kernels.Reference;

/// <summary>Functions of one number in double precision, as their definitions say.</summary>
internal static class ReferenceFunctions
{
    public static double Silu(double x) => x / (1 + Math.Exp(-x));

    public static double QuickGelu(double x) => x / (1 + Math.Exp(-1.702 * x));

    /// <summary>x times the lower tail of the normal distribution.</summary>
    public static double Gelu(double x) => x < 0 ? x * NormalTail(-x) : x * (1 - NormalTail(x));

    /// <summary>How much of the normal distribution lies above x, for x of 0 or more.</summary>
    public static double NormalTail(double x)
    {
        double density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        if (x < 3)
        {
            // 1/2 - density (x + x^3 / 3 + x^5 / (3 * 5) + …), Abramowitz and Stegun 26.2.11
            double sum = 0;
            double term = x;
            for (int n = 1; n < 200; n++)
            {
                sum += term;
                term *= x * x / ((2 * n) + 1);
            }

            return 0.5 - (density * sum);
        }

        // density / (x + 1 / (x + 2 / (x + 3 / …))), Abramowitz and Stegun 26.2.14
        double fraction = x;
        for (int n = 200; n > 0; n--)
        {
            fraction = x + (n / fraction);
        }

        return density / fraction;
    }

    /// <summary>e^x[i] / (e^x[0] + e^x[1] + …)</summary>
    public static double[] Softmax(ReadOnlySpan<float> x)
    {
        double max = double.NegativeInfinity;
        foreach (float value in x)
        {
            max = Math.Max(max, value);
        }

        double sum = 0;
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = Math.Exp(x[i] - max);
            sum += y[i];
        }

        for (int i = 0; i < x.Length; i++)
        {
            y[i] /= sum;
        }

        return y;
    }
}
