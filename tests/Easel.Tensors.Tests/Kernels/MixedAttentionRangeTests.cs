namespace Easel.Tensors.Tests.Kernels;

/// <summary>What is not a number, and what is too great to be one, in attention on targets that multiply half precision as it is.</summary>
public class MixedAttentionRangeTests
{
    private const int Tokens = 70;
    private const int Others = 300;
    private const int Heads = 2;
    private const int Width = 33;
    private const int Pitch = Heads * Width;

    public static TheoryData<string> Targets => Products.MixedTargets;

    [Theory, MemberData(nameof(Targets))]
    public void What_is_not_finite_in_a_query_spoils_its_row_in_its_head_and_no_other(string target)
    {
        AttentionOperands operands = AttentionOperands.Normal(2, Tokens, Others, Heads, Width);
        float[] sound = operands.Attend(target);
        foreach (float value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            foreach ((int row, int head, int number) in ((int, int, int)[])[(0, 0, 0), (33, 1, 32), (69, 0, 7), (139, 1, 1)])
            {
                float[] sick = [.. operands.Queries];
                sick[(row * Pitch) + (head * Width) + number] = value;

                float[] actual = (operands with { Queries = sick }).Attend(target);

                AssertSpoiled(sound, actual, (at, channel) => at == row && channel / Width == head, $"{value} in query {row}");
            }
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void What_is_not_finite_in_a_key_spoils_its_head_in_its_sample_and_no_other(string target)
    {
        AttentionOperands operands = AttentionOperands.Normal(2, Tokens, Others, Heads, Width);
        float[] sound = operands.Attend(target);
        foreach (int key in (int[])[0, 149, 150, Others - 1])
        {
            float[] sick = [.. operands.Keys];
            sick[(key * Pitch) + 5] = float.NaN;

            float[] actual = (operands with { Keys = sick }).Attend(target);

            AssertSpoiled(sound, actual, (at, channel) => at < Tokens && channel < Width, $"NaN in key {key}");
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void What_is_not_finite_in_a_value_spoils_its_channel_and_leaves_the_others_near(string target)
    {
        AttentionOperands operands = AttentionOperands.Normal(2, Tokens, Others, Heads, Width);
        double[] expected = operands.Expected();
        float[] sound = operands.Attend(target);
        foreach (float value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            foreach (int key in (int[])[0, 150, Others - 1])
            {
                const int Channel = Width + 8;
                float[] sick = [.. operands.Values];
                sick[(key * Pitch) + Channel] = value;

                float[] actual = (operands with { Values = sick }).Attend(target);

                for (int row = 0; row < Tokens; row++)
                {
                    Assert.False(float.IsFinite(actual[(row * Pitch) + Channel]), $"{value} in value {key} is lost in row {row}");
                    (actual[(row * Pitch) + Channel], expected[(row * Pitch) + Channel]) = (0, 0);
                    Compare.Bits(sound.AsSpan(row * Pitch, Width), actual.AsSpan(row * Pitch, Width), "the other head");
                }

                Compare.Bits(sound.AsSpan(Tokens * Pitch), actual.AsSpan(Tokens * Pitch), "the other sample");
                Compare.RootMeanSquare(expected, actual, Tolerances.MixedAttention, $"{value} in value {key}");
            }
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void What_half_precision_cannot_hold_gives_no_finite_wrong_number(string target)
    {
        AttentionOperands operands = AttentionOperands.Normal(1, Tokens, Others, Heads, Width);
        foreach (float size in (float[])[1e5f, 1e9f, 1e20f, 1e38f])
        {
            AttentionOperands values = operands with { Values = [.. operands.Values.Select(value => value * (size / 8))] };
            AttentionOperands keys = operands with { Keys = [.. operands.Keys.Select(key => key * size)] };

            AssertNearOrNotFinite(values.Expected(), values.Attend(target), $"values of {size:G1}");

            // Scores of such sizes choose one key; two that rounding makes equal share what it gives.
            double greatest = operands.Values.Max(MathF.Abs);
            Assert.All(keys.Attend(target), number => Assert.False(MathF.Abs(number) > 1.01 * greatest && float.IsFinite(number), $"{number}, keys of {size:G1}"));
        }
    }

    private static void AssertNearOrNotFinite(double[] expected, float[] actual, string context)
    {
        double size = Math.Sqrt(expected.Average(value => value * value));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(!float.IsFinite(actual[i]) || Math.Abs(expected[i] - actual[i]) <= 8 * Tolerances.MixedAttention * size, $"{context}, element {i}: {expected[i]:R} is wanted, {actual[i]:R} was found.");
        }
    }

    private static void AssertSpoiled(float[] sound, float[] actual, Func<int, int, bool> isSpoiled, string context)
    {
        for (int i = 0; i < sound.Length; i++)
        {
            if (isSpoiled(i / Pitch, i % Pitch))
            {
                Assert.False(float.IsFinite(actual[i]), $"{context} is lost at {i}");
            }
            else
            {
                Compare.Bits(sound.AsSpan(i, 1), actual.AsSpan(i, 1), $"{context}, element {i}");
            }
        }
    }
}
