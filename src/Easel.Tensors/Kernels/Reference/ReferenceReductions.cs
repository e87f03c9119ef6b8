namespace Easel.Tensors.Kernels.Reference;

/// <summary>Reductions in double precision.</summary>
internal static class ReferenceReductions
{
    public static double Sum(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (float value in x)
        {
            sum += value;
        }

        return sum;
    }

    public static double SumOfSquares(ReadOnlySpan<float> x, double center)
    {
        double sum = 0;
        foreach (float value in x)
        {
            sum += (value - center) * (value - center);
        }

        return sum;
    }

    public static float Max(ReadOnlySpan<float> x)
    {
        float max = float.NegativeInfinity;
        foreach (float value in x)
        {
            max = Math.Max(max, value);
        }

        return max;
    }
}
