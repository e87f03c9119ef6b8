namespace Easel.Imaging.Resampling;

/// <summary>
/// Which eight pixels of a row or column make each new one, and with which weights: OpenCV's INTER_LANCZOS4 (modules/imgproc, resize.cpp),
/// L(d) = sin(pi d) sin(pi d / 4) / (pi d)^2 for |d| below 4, scaled to a sum of 1. The window is not widened where a picture shrinks, as OpenCV's is not.
/// </summary>
internal sealed class Lanczos4Taps
{
    /// <summary>Pixels that make a new one.</summary>
    public const int Count = 8;

    /// <summary>Weights are whole multiples of 2^-11, as in OpenCV's 8-bit resize.</summary>
    public const int WeightBits = 11;

    private const double Eighth = 0.70710678118654752440084436210485;

    /// <summary>From tap to tap sin(pi (d - i) / 4) goes on by an eighth of a circle.</summary>
    private static readonly (double Sine, double Cosine)[] s_turns =
        [(1, 0), (-Eighth, -Eighth), (0, 1), (Eighth, -Eighth), (-1, 0), (Eighth, Eighth), (0, -1), (-Eighth, Eighth)];

    private readonly int[] _sources;
    private readonly int[] _weights;

    /// <summary>The taps from one length to another.</summary>
    /// <param name="sourceLength">1 or more</param>
    /// <param name="length">1 or more</param>
    public Lanczos4Taps(int sourceLength, int length)
    {
        _sources = new int[length * Count];
        _weights = new int[length * Count];

        // OpenCV divides twice, and goes on in float32.
        double scale = 1 / ((double)length / sourceLength);
        Span<float> weights = stackalloc float[Count];
        for (int i = 0; i < length; i++)
        {
            float centre = (float)(((i + 0.5) * scale) - 0.5);
            int first = (int)MathF.Floor(centre);
            Weigh(centre - first, weights);
            for (int tap = 0; tap < Count; tap++)
            {
                // Beyond the edge its last pixel is repeated.
                _sources[(i * Count) + tap] = Math.Clamp(first - 3 + tap, 0, sourceLength - 1);
                _weights[(i * Count) + tap] = (int)MathF.Round(weights[tap] * (1 << WeightBits));
            }
        }
    }

    /// <summary>The old pixels of a new one.</summary>
    public ReadOnlySpan<int> Sources(int index) => _sources.AsSpan(index * Count, Count);

    /// <summary>Their weights.</summary>
    public ReadOnlySpan<int> Weights(int index) => _weights.AsSpan(index * Count, Count);

    /// <summary>The weights for a place so far behind the fourth pixel.</summary>
    /// <param name="fraction">0 to 1</param>
    /// <param name="weights">eight</param>
    internal static void Weigh(float fraction, Span<float> weights)
    {
        // sin(pi (d - i)) has one magnitude for all taps, and cancels in the scaling.
        float shifted = fraction + 3;
        (double sine, double cosine) = SineAndCosine(shifted);
        float sum = 0;
        for (int i = 0; i < Count; i++)
        {
            float distance = shifted - i;
            double angle = -distance * Math.PI * 0.25;

            // On a pixel all the weight is its.
            weights[i] = MathF.Abs(distance) < 1e-6f ? 1e30f : (float)(((s_turns[i].Sine * sine) + (s_turns[i].Cosine * cosine)) / (angle * angle));
            sum += weights[i];
        }

        float factor = 1 / sum;
        for (int i = 0; i < Count; i++)
        {
            weights[i] *= factor;
        }
    }

    /// <summary>sin and cos of -x pi / 4 for x from 3 to 4, by their series, so that they are the same on every machine.</summary>
    private static (double Sine, double Cosine) SineAndCosine(float x)
    {
        // -x pi/4 = -pi + t, and t is at most pi/4: the terms left out are below 1e-17.
        double t = (4 - (double)x) * (Math.PI * 0.25);
        double square = t * t;
        double sine = 0;
        double cosine = 0;
        for (int n = 16; n >= 2; n -= 2)
        {
            sine = (1 - sine) * square / (n * (n + 1));
            cosine = (1 - cosine) * square / (n * (n - 1));
        }

        return (-t * (1 - sine), cosine - 1);
    }
}
