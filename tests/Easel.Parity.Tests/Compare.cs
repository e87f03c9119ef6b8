using Easel.Imaging;
using Easel.Tests;

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

    /// <summary>Tolerances are for values of about 1; larger ones carry the same relative error.</summary>
    public static float Scale(SafeTensors recording, string name) => MathF.Max(1, recording.Floats(name).Max(MathF.Abs) / 10);

    /// <summary>Every value within one level of 255, and few of them off at all.</summary>
    public static void Pictures(string what, Image wanted, Image actual)
    {
        Assert.Equal((wanted.Width, wanted.Height), (actual.Width, actual.Height));
        ReadOnlySpan<byte> wantedPixels = wanted.Pixels.Span;
        ReadOnlySpan<byte> pixels = actual.Pixels.Span;
        int different = 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            int difference = Math.Abs(pixels[i] - wantedPixels[i]);
            Assert.True(difference <= 1, $"{what}: value {i} is {pixels[i]}, recorded {wantedPixels[i]}");
            different += difference;
        }

        Assert.True(different <= Tolerances.OneLevelShare * pixels.Length, $"{what}: {different} of {pixels.Length} values differ by one level");
    }

    /// <summary>The root of the mean square of the differences, as a share of that of what is wanted.</summary>
    public static double Relative(ReadOnlySpan<float> wanted, ReadOnlySpan<float> actual)
    {
        Assert.Equal(wanted.Length, actual.Length);
        double differences = 0;
        double squares = 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            double difference = (double)wanted[i] - actual[i];
            differences += difference * difference;
            squares += (double)wanted[i] * wanted[i];
        }

        return Math.Sqrt(differences / squares);
    }

    /// <summary>Peak signal to noise of values from 0 to 255, in decibels.</summary>
    public static double Decibels(ReadOnlySpan<byte> wanted, ReadOnlySpan<byte> actual)
    {
        Assert.Equal(wanted.Length, actual.Length);
        double squares = 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            squares += (wanted[i] - actual[i]) * (wanted[i] - actual[i]);
        }

        return 10 * Math.Log10(255 * 255 / (squares / wanted.Length));
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
