namespace Easel.Tensors.Tests;

/// <summary>Inputs that look random and are the same in every run.</summary>
internal static class Samples
{
    /// <summary>Every tail of every register width, twice over.</summary>
    public static IEnumerable<int> Lengths => Enumerable.Range(0, 258);

    /// <summary>Normally distributed.</summary>
    public static float[] Normal(int count, int seed, double mean = 0, double deviation = 1)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = (float)(mean + (deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble())));
        }

        return values;
    }

    /// <summary>Evenly distributed.</summary>
    public static float[] Between(float low, float high, int count, int seed)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = low + ((high - low) * random.NextSingle());
        }

        return values;
    }

    /// <summary>From the first to the last, at equal distances.</summary>
    public static float[] Grid(double first, double last, int count)
        => [.. Enumerable.Range(0, count).Select(i => (float)(first + ((last - first) * i / (count - 1))))];
}
