namespace Easel.Tensors.Kernels.Reference;

/// <summary>Normalisations in double precision.</summary>
internal static class ReferenceNormalization
{
    /// <param name="x">[batch, pixels, channels]</param>
    /// <param name="batch">How many samples there are.</param>
    /// <param name="scale">[channels]</param>
    /// <param name="shift">[channels]</param>
    /// <param name="groups">Divides the channels.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <returns>[batch, pixels, channels]</returns>
    public static double[] GroupNorm(float[] x, int batch, float[] scale, float[] shift, int groups, double epsilon)
    {
        int channels = scale.Length;
        int pixels = x.Length / (batch * channels);
        double[] y = new double[x.Length];
        for (int sample = 0; sample < batch; sample++)
        {
            for (int group = 0; group < groups; group++)
            {
                int[] members = Members(sample, pixels, channels, channels / groups, group);
                double mean = members.Average(i => (double)x[i]);
                double variance = members.Average(i => (x[i] - mean) * (x[i] - mean));
                foreach (int i in members)
                {
                    y[i] = ((x[i] - mean) / Math.Sqrt(variance + epsilon) * scale[i % channels]) + shift[i % channels];
                }
            }
        }

        return y;
    }

    /// <param name="x">[rows, width]</param>
    /// <param name="scale">[width]</param>
    /// <param name="shift">[width]</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <returns>[rows, width]</returns>
    public static double[] LayerNorm(float[] x, float[] scale, float[] shift, double epsilon)
        => GroupNorm(x, x.Length / scale.Length, scale, shift, groups: 1, epsilon);

    /// <summary>Where the elements of a group lie.</summary>
    private static int[] Members(int sample, int pixels, int channels, int width, int number)
    {
        List<int> members = [];
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            members.AddRange(Enumerable.Range((((sample * pixels) + pixel) * channels) + (number * width), width));
        }

        return [.. members];
    }
}
