using Easel.Diffusion.Numerics;

namespace Easel.Diffusion.Schedules;

/// <summary>A time as waves of many lengths, the form a UNet takes it in. Vaswani et al. 2017, arXiv:1706.03762, sec. 3.5</summary>
public static class TimeEmbedding
{
    // The slowest wave turns about once in 2 pi times this.
    private const double MaxPeriod = 10000;

    /// <summary>cos(t f_0) … cos(t f_(n-1)), sin(t f_0) … sin(t f_(n-1)), with f_i = 10000^(-i / n) and n = width / 2; a zero more if the width is odd.</summary>
    /// <param name="time">0 or more, whole or not.</param>
    /// <param name="width">2 or more.</param>
    /// <returns>[width]</returns>
    public static float[] Of(float time, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(time);

        // Rounded to float32 where the original rounds: at time 999 the last bit of a frequency shows in the fourth digit.
        int waves = width / 2;
        float slowest = (float)-DeterministicMath.Log(MaxPeriod);
        float[] embedding = new float[width];
        for (int i = 0; i < waves; i++)
        {
            float frequency = SleefMath.Exp(slowest * i / waves);
            (double sine, double cosine) = DeterministicMath.SinCos(time * frequency);
            embedding[i] = (float)cosine;
            embedding[waves + i] = (float)sine;
        }

        return embedding;
    }
}
