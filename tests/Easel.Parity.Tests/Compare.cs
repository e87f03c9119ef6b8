namespace Easel.Parity.Tests;

internal static class Compare
{
    /// <summary>Every value within an absolute tolerance; the message names the worst.</summary>
    public static void Absolute(ReadOnlySpan<float> wanted, ReadOnlySpan<float> actual, float tolerance, string what)
    {
        Assert.Equal(wanted.Length, actual.Length);
        int worst = 0;
        float difference = 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            float here = MathF.Abs(wanted[i] - actual[i]);
            if (!(here <= difference))
            {
                (worst, difference) = (i, here);
            }
        }

        Assert.True(difference <= tolerance, $"{what}: off by {difference:G3} at {worst} ({actual[worst]:G9} for {wanted[worst]:G9}), allowed {tolerance:G3}");
    }

    /// <summary>[batch, channels, height, width] as [batch, height, width, channels].</summary>
    public static float[] ChannelsLast(float[] values, int[] shape)
    {
        (int channels, int pixels) = (shape[1], shape[2] * shape[3]);
        float[] result = new float[values.Length];
        for (int b = 0; b < shape[0]; b++)
        {
            for (int c = 0; c < channels; c++)
            {
                for (int p = 0; p < pixels; p++)
                {
                    result[(((b * pixels) + p) * channels) + c] = values[(((b * channels) + c) * pixels) + p];
                }
            }
        }

        return result;
    }
}
