using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Reference;

namespace Easel.Tensors.Tests.Kernels;

public class AttentionTests
{
    /// <summary>Batch, tokens, others, heads, width of a head, causal.</summary>
    public static TheoryData<int, int, int, int, int, bool> Shapes => new()
    {
        { 1, 1, 1, 1, 1, false },
        { 2, 5, 3, 2, 8, false },
        { 1, 13, 77, 3, 40, false },
        { 1, 77, 77, 2, 64, true },
        { 1, 12, 321, 1, 80, false },
        { 2, 97, 96, 2, 16, false },
        { 1, 100, 700, 1, 12, false },
        { 1, 350, 350, 1, 5, true },
        { 1, 3, 50, 1, 160, false },
        { 1, 14, 33, 1, 512, false },
        { 1, 7, 17, 1, 43, false },
        { 1, 5, 9, 1, 9, true },
        { 1, 47, 319, 1, 3, false },
        { 2, 48, 320, 2, 7, false },
        { 1, 49, 641, 3, 2, false },
        { 1, 95, 2881, 1, 5, false },
        { 1, 200, 200, 2, 7, true },
        { 1, 130, 50, 1, 8, true },
        { 1, 30, 120, 2, 8, true },
        { 1, 5, 700, 1, 512, false },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Attention_matches_the_reference_on_every_target(int batch, int tokens, int others, int heads, int width, bool causal)
    {
        float[] queries = [.. Samples.Between(-1, 1, batch * tokens * heads * width, seed: 1).Select(value => value * 4)];
        float[] keys = Samples.Between(-1, 1, batch * others * heads * width, seed: 2);
        float[] values = Samples.Between(-1, 1, batch * others * heads * width, seed: 3);
        double[] expected = ReferenceAttention.Attend(queries, keys, values, batch, tokens, others, heads, causal);

        float[][] results =
        [
            .. GemmTargets.All.Select(target => Attend(target.Name, queries, keys, values, [batch, tokens, heads * width], [batch, others, heads * width], heads, causal)),
        ];

        foreach (float[] result in results)
        {
            Compare.Absolute(expected, result, Tolerances.Attention);
            Compare.Bits(results[^1], result, "other than the scalar target");
        }
    }

    [Theory, MemberData(nameof(Products.Targets), MemberType = typeof(Products))]
    public void Great_scores_do_not_overflow(string target)
    {
        const int Width = 8;
        float[] queries = [.. Samples.Between(-1, 1, 4 * Width, seed: 4).Select(value => value * 300)];
        float[] keys = [.. Samples.Between(-1, 1, 400 * Width, seed: 5).Select(value => value * 300)];
        float[] values = Samples.Between(-1, 1, 400 * Width, seed: 6);
        double[] expected = ReferenceAttention.Attend(queries, keys, values, 1, 4, 400, 1, causal: false);

        float[] actual = Attend(target, queries, keys, values, [1, 4, Width], [1, 400, Width], 1, causal: false);

        Compare.Absolute(expected, actual, Tolerances.AttentionOfGreatScores);
    }

    [Fact]
    public void Neither_threads_nor_other_queries_change_a_token()
    {
        const int Width = 40;
        float[] queries = Samples.Between(-1, 1, 300 * Width, seed: 7);
        float[] keys = Samples.Between(-1, 1, 500 * Width, seed: 8);
        float[] values = Samples.Between(-1, 1, 500 * Width, seed: 9);

        float[] all = Attend(GemmTargets.Best.Name, queries, keys, values, [1, 300, Width], [1, 500, Width], 1, causal: false, threads: 5);
        float[] last = Attend(GemmTargets.Best.Name, queries[^Width..], keys, values, [1, 1, Width], [1, 500, Width], 1, causal: false, threads: 1);

        Compare.Bits(all.AsSpan()[^Width..], last, "the last token alone");
    }

    [Theory, MemberData(nameof(Products.Targets), MemberType = typeof(Products))]
    public void A_token_and_a_sample_are_the_same_alone(string target)
    {
        const int Width = 24;
        const int Tokens = 110;
        float[] queries = Samples.Between(-1, 1, 2 * Tokens * Width, seed: 13);
        float[] keys = Samples.Between(-1, 1, 2 * 90 * Width, seed: 14);
        float[] values = Samples.Between(-1, 1, 2 * 90 * Width, seed: 15);
        float[] all = Attend(target, queries, keys, values, [2, Tokens, Width], [2, 90, Width], 2, causal: false, threads: 3);

        float[] second = Attend(target, queries[(Tokens * Width)..], keys[(90 * Width)..], values[(90 * Width)..], [1, Tokens, Width], [1, 90, Width], 2, causal: false, threads: 1);
        Compare.Bits(all.AsSpan(Tokens * Width), second, "the second sample alone");
        foreach (int token in (int[])[0, 47, 48, 61])
        {
            float[] one = Attend(target, queries[(token * Width)..((token + 1) * Width)], keys[..(90 * Width)], values[..(90 * Width)], [1, 1, Width], [1, 90, Width], 2, causal: false);
            Compare.Bits(all.AsSpan(token * Width, Width), one, $"token {token} alone");
        }
    }

    [Theory, MemberData(nameof(Products.Targets), MemberType = typeof(Products))]
    public void A_query_that_is_no_number_spoils_no_other(string target)
    {
        const int Width = 16;
        float[] queries = Samples.Between(-1, 1, 60 * Width, seed: 16);
        float[] keys = Samples.Between(-1, 1, 400 * Width, seed: 17);
        float[] values = Samples.Between(-1, 1, 400 * Width, seed: 18);
        float[] whole = Attend(target, queries, keys, values, [1, 60, Width], [1, 400, Width], 1, causal: false);

        queries[(20 * Width) + 3] = float.NaN;
        float[] spoilt = Attend(target, queries, keys, values, [1, 60, Width], [1, 400, Width], 1, causal: false);

        Assert.All(spoilt.AsSpan(20 * Width, Width).ToArray(), value => Assert.True(float.IsNaN(value)));
        Compare.Bits(whole.AsSpan(0, 20 * Width), spoilt.AsSpan(0, 20 * Width), "before it");
        Compare.Bits(whole.AsSpan(21 * Width), spoilt.AsSpan(21 * Width), "after it");
    }

    [Theory]
    [InlineData(0, float.NaN)]
    [InlineData(319, float.NaN)]
    [InlineData(399, float.NaN)]
    [InlineData(200, float.PositiveInfinity)]
    public void A_key_or_value_that_is_not_finite_shows_in_every_token_on_every_target(int key, float value)
    {
        const int Width = 8;
        float[] queries = Samples.Between(0.1f, 1, 30 * Width, seed: 19);
        float[] keys = Samples.Between(-1, 1, 400 * Width, seed: 20);
        float[] values = Samples.Between(-1, 1, 400 * Width, seed: 21);
        float[] spoiltKeys = [.. keys];
        float[] spoiltValues = [.. values];
        spoiltKeys[key * Width] = value;
        spoiltValues[key * Width] = value;

        foreach (GemmTarget target in GemmTargets.All)
        {
            float[] byKey = Attend(target.Name, queries, spoiltKeys, values, [1, 30, Width], [1, 400, Width], 1, causal: false);
            float[] byValue = Attend(target.Name, queries, keys, spoiltValues, [1, 30, Width], [1, 400, Width], 1, causal: false);

            Assert.All(byKey, one => Assert.False(float.IsFinite(one), target.Name));
            Assert.All(Enumerable.Range(0, 30), token => Assert.False(float.IsFinite(byValue[token * Width]), target.Name));
            Assert.All(Enumerable.Range(0, 30), token => Assert.True(float.IsFinite(byValue[(token * Width) + 1]), target.Name));
        }
    }

    [Theory, MemberData(nameof(Products.Targets), MemberType = typeof(Products))]
    public void Nothing_is_read_that_was_left_behind_by_others(string target)
    {
        const int Width = 20;
        float[] queries = Samples.Between(-1, 1, 53 * Width, seed: 22);
        float[] keys = Samples.Between(-1, 1, 350 * Width, seed: 23);
        float[] values = Samples.Between(-1, 1, 350 * Width, seed: 24);
        float[] fresh = Attend(target, queries, keys, values, [1, 53, Width], [1, 350, Width], 1, causal: false);
        using CpuDevice device = Products.Device(target);
        float[] nothing = new float[100 * 60];
        nothing.AsSpan().Fill(float.NaN);

        using (Tensor spoilt = device.Upload(nothing, [1, 100, 60]))
        {
            device.Attention(spoilt, spoilt, spoilt, heads: 1).Dispose();
        }

        float[] used = Products.Values(device.Attention(
            device.Upload(queries, [1, 53, Width]), device.Upload(keys, [1, 350, Width]), device.Upload(values, [1, 350, Width]), heads: 1));
        Compare.Bits(fresh, used, "after a larger attention of no numbers");
    }

    [Fact]
    public void A_causal_token_does_not_see_those_after_it()
    {
        const int Width = 16;
        float[] queries = Samples.Between(-1, 1, 40 * Width, seed: 10);
        float[] keys = Samples.Between(-1, 1, 40 * Width, seed: 11);
        float[] values = Samples.Between(-1, 1, 40 * Width, seed: 12);
        float[] before = Attend(GemmTargets.Best.Name, queries, keys, values, [1, 40, Width], [1, 40, Width], 2, causal: true);

        keys.AsSpan(25 * Width).Fill(float.MaxValue);
        values.AsSpan(25 * Width).Fill(7);
        float[] after = Attend(GemmTargets.Best.Name, queries, keys, values, [1, 40, Width], [1, 40, Width], 2, causal: true);

        Compare.Bits(before.AsSpan(0, 25 * Width), after.AsSpan(0, 25 * Width), "before the 25th token");
    }

    [Fact]
    public void Wrong_extents_are_named()
    {
        using CpuDevice device = new(1);
        Tensor x = device.Upload(new float[24], [1, 4, 6]);
        Tensor other = device.Upload(new float[20], [1, 4, 5]);

        Assert.Contains("4 * d", Assert.Throws<ArgumentException>(() => device.Attention(x, x, x, heads: 4)).Message, StringComparison.Ordinal);
        Tensor wide = device.Upload(new float[100_000], [1, 1, 100_000]);
        Assert.Contains("heads 100000 wide", Assert.Throws<ArgumentException>(() => device.Attention(wide, wide, wide, heads: 1)).Message, StringComparison.Ordinal);
        Assert.Contains("[1, 4, 6] is wanted", Assert.Throws<ArgumentException>(() => device.Attention(x, other, x, heads: 2)).Message, StringComparison.Ordinal);
    }

    private static float[] Attend(
        string target, float[] queries, float[] keys, float[] values, Shape tokens, Shape others, int heads, bool causal, int threads = 2)
    {
        using CpuDevice device = Products.Device(target, threads: threads);
        return Products.Values(device.Attention(device.Upload(queries, tokens), device.Upload(keys, others), device.Upload(values, others), heads, causal));
    }
}
