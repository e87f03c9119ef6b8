using Easel.Tensors.Kernels.Gemm;

namespace Easel.Tensors.Tests.Kernels;

/// <summary>Attention on targets that multiply half precision as it is.</summary>
public class MixedAttentionTests
{
    // The widest heads whose scores are one chain of float16.
    private const int MostFloat16Width = 160;

    public static TheoryData<string> Targets => Products.MixedTargets;

    /// <summary>
    /// Widths of heads and numbers of keys: odd ones, those at the ends of a tile, a block or a chain, and those just beyond. Each with one number of queries: a
    /// panel is 32 of them, a piece four panels.
    /// </summary>
    public static TheoryData<int, int, int> Shapes
    {
        get
        {
            TheoryData<int, int, int> shapes = [];
            int[] queries = [1, 31, 32, 33, 129];
            foreach (int width in (int[])[1, 7, 32, 33, 40, 64, 80, 160, 161, 512])
            {
                foreach (int keys in (int[])[1, 2, 77, 127, 129, 255, 256, 257, 511, 1000])
                {
                    shapes.Add(width, keys, queries[(shapes.Count + (shapes.Count / 10)) % queries.Length]);
                }
            }

            return shapes;
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Attention_is_as_near_to_the_reference_as_rounded_factors_allow(int width, int keys, int queries)
    {
        int batch = 1 + (keys % 2);
        int heads = 1 + (queries % 3);
        AttentionOperands operands = AttentionOperands.Normal(batch, queries, keys, heads, width);
        double[] expected = operands.Expected();

        foreach (GemmTarget target in Mixed())
        {
            float[] actual = operands.Attend(target.Name);

            Compare.RootMeanSquare(expected, actual, Tolerances.MixedAttention, $"{target.Name}, {operands}");
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Scores_of_up_to_50_are_as_near_as_their_own_rounding_allows(string target)
    {
        foreach (int width in (int[])[40, 64, 80, 160])
        {
            AttentionOperands operands = AttentionOperands.Normal(1, 65, 600, 2, width, deviation: 12);

            Compare.RootMeanSquare(operands.Expected(), operands.Attend(target), Tolerances.MixedAttentionOfSteepScores, $"{operands}");
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Scores_of_tens_of_thousands_choose_the_greatest(string target)
    {
        // Rows of +-60 in 64 columns: 28,800 with themselves, no more than half of that with others. Three times through the keys' blocks.
        const int Width = 64;
        const int Keys = 700;
        float[] keys = [.. Samples.Between(-1, 1, Keys * Width, seed: 1).Select(value => value < 0 ? -60f : 60)];
        float[] values = Samples.Normal(Keys * Width, seed: 2);
        int[] chosen = [.. Enumerable.Range(0, 70).Select(i => i * 211 % Keys)];
        float[] queries = [.. chosen.SelectMany(key => keys[(key * Width)..((key + 1) * Width)])];
        double[] expected = [.. chosen.SelectMany(key => values[(key * Width)..((key + 1) * Width)]).Select(value => (double)value)];

        float[] actual = new AttentionOperands(queries, keys, values, 1, 70, Keys, 1, Width).Attend(target);

        Compare.RootMeanSquare(expected, actual, Tolerances.MixedAttention, "greatest scores");
    }

    [Theory, MemberData(nameof(Targets))]
    public void Values_of_any_usual_size_are_as_near(string target)
    {
        foreach (float size in (float[])[1e-6f, 1e-3f, 1e2f, 1e4f, 1e6f])
        {
            AttentionOperands operands = AttentionOperands.Normal(1, 40, 777, 2, 40);
            operands = operands with { Values = [.. operands.Values.Select(value => value * size)] };

            Compare.RootMeanSquare(operands.Expected(), operands.Attend(target), Tolerances.MixedAttention, $"values of {size:G1}");
        }
    }

    /// <summary>Powers near 1 of values that are nearly the same: roundings in half precision fall on one side.</summary>
    [Theory, MemberData(nameof(Targets))]
    public void Nearly_equal_scores_give_nearly_the_mean(string target)
    {
        foreach (double scores in (double[])[0, 0.001, 0.01, 0.1])
        {
            foreach (float values in (float[])[0, 0.01f, 1])
            {
                AttentionOperands operands = AttentionOperands.Normal(1, 64, 1000, 1, 40, deviation: scores);
                operands = operands with { Values = [.. operands.Values.Select((value, i) => (value * values) + (((i % 40) - 20.3f) / 10))] };

                Compare.RootMeanSquare(operands.Expected(), operands.Attend(target), Tolerances.MixedAttentionOfEqualScores, $"scores of {scores}, values of {values}");
            }
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Neither_threads_nor_other_queries_nor_other_samples_change_a_token(string target)
    {
        foreach ((int width, int keys) in ((int, int)[])[(40, 77), (64, 600), (33, 255)])
        {
            AttentionOperands all = AttentionOperands.Normal(3, 150, keys, 2, width);
            float[] one = all.Attend(target, threads: 1);

            Compare.Bits(one, all.Attend(target, threads: 2), $"two threads, {all}");
            Compare.Bits(one, all.Attend(target, threads: 7), $"seven threads, {all}");
            foreach (int token in (int[])[0, 31, 32, 127, 128, 149])
            {
                int at = (150 + token) * all.Pitch;
                AttentionOperands alone = all with
                {
                    Queries = all.Queries[at..(at + all.Pitch)],
                    Keys = all.Keys[(keys * all.Pitch)..(2 * keys * all.Pitch)],
                    Values = all.Values[(keys * all.Pitch)..(2 * keys * all.Pitch)],
                    Batch = 1,
                    Tokens = 1,
                };

                Compare.Bits(alone.Attend(target), one.AsSpan(at, all.Pitch), $"token {token} alone, {all}");
            }
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Causal_attention_has_the_bits_of_single_precision(string target)
    {
        AttentionOperands operands = AttentionOperands.Normal(2, 77, 77, 3, 64);

        float[] actual = operands.Attend(target, causal: true);

        Compare.Bits(operands.AttendExactly(causal: true), actual, "causal");
    }

    [Fact]
    public void Heads_wider_than_a_chain_of_float16_have_the_bits_of_single_precision()
    {
        AttentionOperands operands = AttentionOperands.Normal(1, 40, 300, 2, MostFloat16Width + 1);

        float[] actual = operands.Attend("avx512-fp16");

        Compare.Bits(operands.AttendExactly(causal: false), actual, "wide heads");
    }

    [Theory, MemberData(nameof(Targets))]
    public void No_samples_and_no_queries_give_none(string target)
    {
        Assert.Empty(new AttentionOperands([], [], [], 0, 5, 7, 2, 8).Attend(target));
        Assert.Empty(new AttentionOperands([], new float[7 * 16], new float[7 * 16], 1, 0, 7, 2, 8).Attend(target));
    }

    private static IEnumerable<GemmTarget> Mixed()
    {
        Assert.SkipWhen(GemmTargets.Mixed.Count == 0, "NOT TESTED: this processor or system does not allow kernels for half precision.");
        return GemmTargets.Mixed;
    }
}
