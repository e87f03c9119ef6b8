using Easel.Tensors.Assembler;
using Easel.Tensors.Kernels.Reference;
using Easel.Tensors.Tests.Memory;

namespace Easel.Tensors.Tests.Assembler;

/// <summary>Attention's assembled kernels one by one, here and in the convention of Windows.</summary>
public sealed unsafe class AttentionRoutineTests
{
    private const int Columns = ReferenceTiles.Columns;

    // Of itself, of the rounded difference: the polynomial is right to 1.0e-4; float16 rounds in each of its steps, bfloat16 once, by half of its last place.
    private const double HalfPower = 6e-4;
    private const double BrainPower = (1 / 256.0) + 1.1e-4;

    [Theory, InlineData(26, 160), InlineData(26, 40), InlineData(7, 33), InlineData(1, 1)]
    public void Scores_in_float16_are_chains_and_their_maxima(int rows, int depth)
    {
        TileOperands.RequireFloat16();
        ushort[] a = Halves(rows * depth, seed: 1);
        ushort[] b = Halves(depth * Columns, seed: 2);
        ushort[] before = Halves(Columns, seed: 3, deviation: 8);
        int words = (depth + 1) / 2;
        float[] sums = ReferenceTiles.Float16(a, b, Enumerable.Repeat(1f, rows).ToArray(), new float[rows * Columns], depth);
        using GuardedMemory left = Rows(a, rows, depth);
        using GuardedMemory right = Copy<ushort>([.. b, .. new ushort[depth % 2 * Columns]]);
        using GuardedMemory c = new(rows * Columns * sizeof(ushort));
        using GuardedMemory maxima = new(Columns * sizeof(ushort));
        AttentionArguments arguments = new() { A = left.Address, B = right.Address, C = c.Address, Words = words, Maxima = maxima.Address };

        Both(a => Float16Attention.Score(a, rows, words * sizeof(float)), arguments, () => before.CopyTo(new Span<ushort>(maxima.Address, Columns)), () =>
        {
            Compare.Bits(sums, Widened(c, rows * Columns), "scores");
            float[] greatest = [.. before.Select((bits, column) => Enumerable.Range(0, rows).Select(row => sums[(row * Columns) + column]).Append(Widened(bits)).Max())];
            Compare.Bits(greatest, Widened(maxima, Columns), "maxima");
        });
    }

    [Theory, InlineData(12, 160), InlineData(12, 40), InlineData(5, 33), InlineData(1, 1)]
    public void Scores_in_bfloat16_are_sums_in_single_precision_and_their_maxima(int rows, int depth)
    {
        MixedTilesTests.RequireOrderOfIntel();
        ushort[] a = [.. Samples.Normal(rows * depth, seed: 4).Select(ReferenceConversions.ToBFloat16)];
        ushort[] b = [.. Samples.Normal(depth * Columns, seed: 5).Select(ReferenceConversions.ToBFloat16)];
        float[] before = Samples.Normal(Columns, seed: 6, deviation: 8);
        int words = (depth + 1) / 2;
        float[] sums = ReferenceTiles.BFloat16(a, b, new float[rows * Columns], depth);
        using GuardedMemory left = Rows(a, rows, depth);
        using GuardedMemory right = Copy(Paired(b, depth));
        using GuardedMemory c = new(rows * Columns * sizeof(float));
        using GuardedMemory maxima = new(Columns * sizeof(float));
        AttentionArguments arguments = new() { A = left.Address, B = right.Address, C = c.Address, Words = words, Maxima = maxima.Address };

        Both(a => BFloat16Attention.Score(a, rows, words * sizeof(float)), arguments, () => before.CopyTo(new Span<float>(maxima.Address, Columns)), () =>
        {
            Compare.Bits(sums, new Span<float>(c.Address, rows * Columns), "scores");
            float[] greatest = [.. before.Select((value, column) => Enumerable.Range(0, rows).Select(row => sums[(row * Columns) + column]).Append(value).Max())];
            Compare.Bits(greatest, new Span<float>(maxima.Address, Columns), "maxima");
        });
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Values_times_powers_are_added_to_earlier_sums_times_corrections(bool isBFloat16)
    {
        if (isBFloat16)
        {
            MixedTilesTests.RequireOrderOfIntel();
        }

        TileOperands.RequireFloat16();
        foreach ((int rows, int keys) in ((int, int)[])[(isBFloat16 ? 12 : 26, 256), (25 / (isBFloat16 ? 5 : 1), 130), (4, 64), (5, 33), (1, 1)])
        {
            Func<float, ushort> round = isBFloat16 ? ReferenceConversions.ToBFloat16 : value => BitConverter.HalfToUInt16Bits((Half)value);
            ushort[] a = [.. Samples.Normal(rows * keys, seed: 7).Select(round)];
            ushort[] b = [.. Samples.Between(0, 1, keys * Columns, seed: 8).Select(round)];
            float[] earlier = Samples.Normal(rows * Columns, seed: 9, deviation: 20);
            float[] factors = Samples.Between(0, 1, Columns, seed: 10);
            float factor = isBFloat16 ? 1 : 0.125f;
            float[] kept = [.. earlier.Select((value, i) => value * factors[i % Columns])];
            int words = (keys + 1) / 2;
            using GuardedMemory left = Rows(a, rows, keys);
            using GuardedMemory right = Copy(isBFloat16 ? Paired(b, keys) : [.. b, .. new ushort[keys % 2 * Columns]]);
            using GuardedMemory c = new(rows * Columns * sizeof(float));
            using GuardedMemory corrections = Copy(factors);
            foreach (bool keeps in (bool[])[false, true])
            {
                float[] from = keeps ? kept : new float[kept.Length];
                float[] expected = isBFloat16
                    ? ReferenceTiles.BFloat16(a, b, from, keys)
                    : ReferenceTiles.Float16(a, b, Enumerable.Repeat(factor, rows).ToArray(), from, keys, ReferenceTiles.KeyChain);
                AttentionArguments arguments = new()
                {
                    A = left.Address,
                    B = right.Address,
                    C = c.Address,
                    Words = words,
                    Corrections = (float*)corrections.Address,
                    Keep = keeps ? -1 : 0,
                    Factor = factor,
                };
                void Body(Iced.Intel.Assembler a)
                {
                    if (isBFloat16)
                    {
                        BFloat16Attention.AddValues(a, rows, words * sizeof(float));
                    }
                    else
                    {
                        Float16Attention.AddValues(a, rows, words * sizeof(float));
                    }
                }

                Both(
                    Body,
                    arguments,
                    () => earlier.CopyTo(new Span<float>(c.Address, earlier.Length)),
                    () => Compare.Bits(expected, new Span<float>(c.Address, expected.Length), $"{rows} rows, {keys} keys, keeps {keeps}"));
            }
        }
    }

    [Fact]
    public void Powers_in_float16_are_near_exact_ones_and_what_is_not_a_number_stays_so()
    {
        TileOperands.RequireFloat16();
        float[] maxima = [.. Enumerable.Range(0, Columns).Select(i => (float)(i - 16))];
        float[] earlier = [.. maxima.Select((max, i) => max - (i / 4f))];
        float[] scores = [.. Samples.Between(0, 28, 256 * Columns, seed: 11).Select((below, i) => (float)(Half)(maxima[i % Columns] - below))];
        (scores[3], scores[Columns + 3], scores[7], scores[8]) = (maxima[3], float.NegativeInfinity, float.NaN, -65504);
        using GuardedMemory c = new(scores.Length * sizeof(ushort));
        using GuardedMemory max = Copy(Rounded(maxima));
        using GuardedMemory early = Copy(Rounded(earlier));
        using GuardedMemory corrections = new(Columns * sizeof(float));
        AttentionArguments arguments = new()
        {
            C = c.Address,
            Words = 256 / Float16Attention.PowerRows,
            Maxima = max.Address,
            Earlier = early.Address,
            Corrections = (float*)corrections.Address,
        };

        Both(Float16Attention.Raise, arguments, () => Rounded(scores).CopyTo(new Span<ushort>(c.Address, scores.Length)), () =>
        {
            AssertPowers(scores, maxima, Widened(c, scores.Length), (score, max) => (float)(Half)(score - max), HalfPower, least: Math.ScaleB(1, -24));
            AssertPowers(earlier, maxima, new Span<float>(corrections.Address, Columns).ToArray(), (score, max) => (float)(Half)(score - max), HalfPower, least: Math.ScaleB(1, -24));
        });
    }

    [Fact]
    public void Powers_in_bfloat16_are_near_exact_ones_and_what_is_not_a_number_stays_so()
    {
        TileOperands.RequireBFloat16();
        float[] maxima = [.. Enumerable.Range(0, Columns).Select(i => (float)(i - 16))];
        float[] earlier = [.. maxima.Select((max, i) => max - (i / 4f))];
        float[] scores = [.. Samples.Between(0, 140, 128 * Columns, seed: 12).Select((below, i) => maxima[i % Columns] - below)];
        (scores[3], scores[Columns + 3], scores[7], scores[8]) = (maxima[3], float.NegativeInfinity, float.NaN, -1e30f);
        using GuardedMemory c = new(scores.Length * sizeof(float));
        using GuardedMemory max = Copy(maxima);
        using GuardedMemory early = Copy(earlier);
        using GuardedMemory corrections = new(Columns * sizeof(float));
        AttentionArguments arguments = new()
        {
            C = c.Address,
            Words = 128 / BFloat16Attention.PowerRows,
            Maxima = max.Address,
            Earlier = early.Address,
            Corrections = (float*)corrections.Address,
        };

        Both(BFloat16Attention.Raise, arguments, () => scores.CopyTo(new Span<float>(c.Address, scores.Length)), () =>
        {
            // Two rows' powers lie side by side.
            ushort[] pairs = new Span<ushort>(c.Address, scores.Length).ToArray();
            float[] powers = [.. scores.Select((_, i) => ReferenceConversions.FromBFloat16(pairs[(i / Columns / 2 * 2 * Columns) + (i % Columns * 2) + (i / Columns % 2)]))];
            AssertPowers(scores, maxima, powers, (score, max) => score - max, BrainPower, least: Math.ScaleB(1, -126));
            AssertPowers(earlier, maxima, new Span<float>(corrections.Address, Columns).ToArray(), (score, max) => score - max, BrainPower, least: Math.ScaleB(1, -126));
        });
    }

    /// <summary>2^(score - maximum), 1 where they are the same, and nothing greater than the least number where that is smaller.</summary>
    private static void AssertPowers(float[] scores, float[] maxima, float[] actual, Func<float, float, float> difference, double tolerance, double least)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            double exact = Math.Pow(2, difference(scores[i], maxima[i % Columns]));
            bool isNear = double.IsNaN(exact) ? float.IsNaN(actual[i]) : exact == 1 ? actual[i] == 1 : Math.Abs(actual[i] - exact) <= (tolerance * exact) + least;
            Assert.True(isNear, $"2^({scores[i]:R} - {maxima[i % Columns]:R}): {exact:R} is wanted, {actual[i]:R} was found");
        }
    }

    /// <summary>Runs a kernel in this system's convention and in that of Windows.</summary>
    private static void Both(Action<Iced.Intel.Assembler> body, AttentionArguments arguments, Action prepare, Action verify)
    {
        prepare();
        ((delegate* unmanaged<AttentionArguments*, void>)Routine.Make(body))(&arguments);
        verify();

        if (!OperatingSystem.IsWindows())
        {
            prepare();
            RoutineTests.CallForWindows(body, &arguments);
            verify();
        }
    }

    private static GuardedMemory Rows(ushort[] a, int rows, int depth)
    {
        ushort[] padded = [.. Enumerable.Range(0, rows).SelectMany(row => a[(row * depth)..((row + 1) * depth)].Concat(new ushort[depth % 2]))];
        return Copy(padded);
    }

    /// <summary>The two numbers of each word side by side.</summary>
    private static ushort[] Paired(ushort[] b, int depth)
    {
        ushort[] paired = new ushort[(depth + 1) / 2 * 2 * Columns];
        for (int i = 0; i < b.Length; i++)
        {
            (int k, int column) = (i / Columns, i % Columns);
            paired[(k / 2 * 2 * Columns) + (2 * column) + (k % 2)] = b[i];
        }

        return paired;
    }

    private static GuardedMemory Copy<T>(T[] values) where T : unmanaged
    {
        GuardedMemory memory = new(values.Length * sizeof(T));
        values.CopyTo(new Span<T>(memory.Address, values.Length));
        return memory;
    }

    private static ushort[] Halves(int count, int seed, double deviation = 1) => Rounded(Samples.Normal(count, seed, deviation: deviation));

    private static ushort[] Rounded(float[] values) => [.. values.Select(value => BitConverter.HalfToUInt16Bits((Half)value))];

    private static float[] Widened(GuardedMemory memory, int count) => [.. new Span<ushort>(memory.Address, count).ToArray().Select(Widened)];

    private static float Widened(ushort bits) => (float)BitConverter.UInt16BitsToHalf(bits);
}
