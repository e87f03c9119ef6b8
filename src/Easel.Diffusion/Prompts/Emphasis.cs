namespace Easel.Diffusion.Prompts;

/// <summary>
/// Weights on an encoded chunk, as AUTOMATIC1111's emphasis "Original": each token is multiplied by its weight, then all of them so that their mean is what it was,
/// z = z w mean(z) / mean(z w).
/// </summary>
internal static class Emphasis
{
    /// <summary>Applies weights in place. In float32, sums in float64 in the order of the numbers: the same on every machine.</summary>
    /// <param name="encoded">[tokens, width], what the text encoder says after its last norm.</param>
    /// <param name="weights">[tokens]</param>
    /// <returns>Whether all numbers are finite: weights may be too large, or bring the mean to 0.</returns>
    public static bool Apply(Span<float> encoded, ReadOnlySpan<float> weights)
    {
        int width = encoded.Length / weights.Length;
        float before = Mean(encoded);
        for (int token = 0; token < weights.Length; token++)
        {
            Multiply(encoded.Slice(token * width, width), weights[token]);
        }

        Multiply(encoded, before / Mean(encoded));
        return float.IsFinite(Mean(encoded));
    }

    private static float Mean(ReadOnlySpan<float> numbers)
    {
        double sum = 0;
        foreach (float number in numbers)
        {
            sum += number;
        }

        return (float)(sum / numbers.Length);
    }

    private static void Multiply(Span<float> numbers, float factor)
    {
        foreach (ref float number in numbers)
        {
            number *= factor;
        }
    }
}
