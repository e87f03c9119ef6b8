using System.Runtime.Intrinsics.X86;
using Easel.Tensors.Assembler;
using Easel.Tensors.Kernels.Reference;

namespace Easel.Tensors.Tests.Assembler;

/// <summary>The assembled tiles, bit for bit, at the ends of their memory.</summary>
public sealed class MixedTilesTests
{
    public static TheoryData<int, int> Float16Tiles => Tiles(tallest: 24);

    public static TheoryData<int, int> BFloat16Tiles => Tiles(tallest: 12);

    [Theory, MemberData(nameof(Float16Tiles))]
    public void A_float16_tile_is_chains_of_160_in_half_precision_added_in_single_precision(int rows, int depth)
    {
        TileOperands.RequireFloat16();
        ushort[] a = Halves(rows * depth, seed: 1, deviation: 2);
        ushort[] b = Halves(depth * ReferenceTiles.Columns, seed: 2, deviation: 4);
        float[] factors = [.. Enumerable.Range(0, rows).Select(row => MathF.ScaleB(1, (5 * row) - 60))];
        float[] kept = [.. Samples.Normal(rows * ReferenceTiles.Columns, seed: 3).Select((value, i) => value * factors[i / ReferenceTiles.Columns])];
        nint routine = Routine.Make(assembler => MixedTiles.Float16(assembler, rows));

        foreach (float[]? c in (float[]?[])[null, kept])
        {
            using var operands = TileOperands.Float16(a, b, factors, c);
            float[] expected = ReferenceTiles.Float16(a, b, factors, c ?? new float[rows * ReferenceTiles.Columns], depth);

            float[] actual = operands.Run(routine);

            Compare.Bits(expected, actual, c is null ? "from zero" : "added");
        }
    }

    [Fact]
    public void Sums_beyond_half_precision_become_infinite_and_what_is_not_a_number_stays_so()
    {
        TileOperands.RequireFloat16();
        const int Depth = 200;
        float[] first = Samples.Between(-200, 300, 4 * Depth, seed: 4);
        (first[Depth + 7], first[(2 * Depth) + 163], first[(3 * Depth) + 199]) = (float.PositiveInfinity, float.NegativeInfinity, float.NaN);
        ushort[] a = Bits(first);
        ushort[] b = Bits(Samples.Between(-200, 300, Depth * ReferenceTiles.Columns, seed: 5));
        float[] factors = [1, 1, 1, 1];
        using var operands = TileOperands.Float16(a, b, factors, c: null);
        float[] expected = ReferenceTiles.Float16(a, b, factors, new float[4 * ReferenceTiles.Columns], Depth);

        float[] actual = operands.Run(Routine.Make(assembler => MixedTiles.Float16(assembler, 4)));

        Assert.Contains(expected[..ReferenceTiles.Columns], float.IsInfinity);
        Compare.Bits(expected, actual, "overflow");
    }

    [Theory, MemberData(nameof(BFloat16Tiles))]
    public void A_bfloat16_tile_adds_the_odd_number_of_each_pair_and_then_the_even_one(int rows, int depth)
    {
        RequireOrderOfIntel();
        ushort[] a = BrainFloats(rows * depth, seed: 6);
        ushort[] b = BrainFloats(depth * ReferenceTiles.Columns, seed: 7);
        float[] kept = Samples.Normal(rows * ReferenceTiles.Columns, seed: 8, deviation: 1000);
        nint routine = Routine.Make(assembler => MixedTiles.BFloat16(assembler, rows));

        foreach (float[]? c in (float[]?[])[null, kept])
        {
            using var operands = TileOperands.BFloat16(a, b, rows, c);
            float[] expected = ReferenceTiles.BFloat16(a, b, c ?? new float[rows * ReferenceTiles.Columns], depth);

            float[] actual = operands.Run(routine);

            Compare.Bits(expected, actual, c is null ? "from zero" : "added");
        }
    }

    [Fact]
    public void A_bfloat16_tile_takes_subnormal_numbers_for_zero_and_gives_zero_for_them()
    {
        RequireOrderOfIntel();
        const int Depth = 40;
        const int Rows = 5;
        ushort[] a = [.. Enumerable.Range(0, Rows * Depth).Select(i => i % 3 == 0 ? (ushort)(1 + (i % 127)) : Brain(MathF.ScaleB(1 + (i % 7), -66)))];
        ushort[] b = [.. Enumerable.Range(0, Depth * ReferenceTiles.Columns).Select(i => i % 5 == 0 ? Brain(MathF.ScaleB(1, 60)) : Brain(MathF.ScaleB(i % 2 == 0 ? 3 : -5, -64)))];
        float[] c = [.. Enumerable.Range(0, Rows * ReferenceTiles.Columns).Select(i => i % 4 == 0 ? float.Epsilon * i : MathF.ScaleB(1 - (i % 3), -126))];
        using var operands = TileOperands.BFloat16(a, b, Rows, c);
        float[] expected = ReferenceTiles.BFloat16(a, b, c, Depth);

        float[] actual = operands.Run(Routine.Make(assembler => MixedTiles.BFloat16(assembler, Rows)));

        Compare.Bits(expected, actual, "subnormal numbers");
    }

    private static TheoryData<int, int> Tiles(int tallest)
    {
        TheoryData<int, int> tiles = [];
        for (int rows = 1; rows <= tallest; rows++)
        {
            tiles.Add(rows, 163);
        }

        foreach (int depth in (int[])[1, 2, 3, 159, 160, 161, 319, 320, 321, 640])
        {
            tiles.Add(tallest, depth);
        }

        return tiles;
    }

    /// <summary>Other makers' manuals do not give the order, and it could not be tried there.</summary>
    internal static void RequireOrderOfIntel()
    {
        TileOperands.RequireBFloat16();
        Assert.SkipUnless(X86Base.CpuId(0, 0).Ecx == 0x6C65_746E, "NOT TESTED: the order of a pair's two sums is known of Intel's processors only.");
    }

    /// <summary>Normally distributed, with zeros and subnormal numbers among them.</summary>
    private static ushort[] Halves(int count, int seed, double deviation)
        => Bits([.. Samples.Normal(count, seed, deviation: deviation).Select((value, i) => (i % 11) switch { 3 => 0, 5 => value * 1e-6f, _ => value })]);

    private static ushort[] Bits(float[] values) => [.. values.Select(value => BitConverter.HalfToUInt16Bits((Half)value))];

    /// <summary>Normally distributed, of sizes between 2^-20 and 2^20.</summary>
    private static ushort[] BrainFloats(int count, int seed)
        => [.. Samples.Normal(count, seed).Select((value, i) => Brain(MathF.ScaleB(value, (i * 7 % 41) - 20)))];

    private static ushort Brain(float value) => ReferenceConversions.ToBFloat16(value);
}
