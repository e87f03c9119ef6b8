using Easel.Tensors.Assembler;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Quantized;
using Easel.Tensors.Kernels.Reference;
using Easel.Tensors.Tests.Memory;

namespace Easel.Tensors.Tests.Assembler;

/// <summary>The assembled kernels of eight bits, bit for bit, at the ends of their memory.</summary>
public sealed unsafe class QuantizedTilesTests
{
    // Each row holds numbers of one of these kinds, and so that each kind comes with each length.
    private static readonly float[][] s_kinds =
    [
        [0, -0f],
        [1, -2, 0.3f, 7.999f],
        [127, 0.5f, 1.5f, -0.5f, -1.5f, 2.5f, 126.5f],
        [-1, 1, -1, 1],
        [float.Epsilon, -1e-40f, 1.1754942e-38f],
        [7.888609e-31f, 3e-31f, -7.8e-31f],
        [1e38f, -3.4e38f, 1],
        [float.MaxValue, float.MinValue],
        [1, float.PositiveInfinity, 3],
        [float.NegativeInfinity, 1e38f],
        [1, 2, float.NaN],
    ];

    public static TheoryData<int, int> Tiles
    {
        get
        {
            TheoryData<int, int> tiles = [];
            for (int rows = 1; rows <= QuantizedKernels.TileRows; rows++)
            {
                tiles.Add(rows, 163);
            }

            foreach (int depth in (int[])[1, 2, 3, 4, 5, 8, 255, 316, 319, 320])
            {
                tiles.Add(QuantizedKernels.TileRows, depth);
            }

            return tiles;
        }
    }

    public static TheoryData<int> Columns => [.. Enumerable.Range(1, Block.MaxDepth / 16).Select(groups => 16 * groups)];

    [Theory, MemberData(nameof(Tiles))]
    public void A_tile_adds_whole_sums_times_both_scales(int rows, int depth)
    {
        _ = QuantizedOperands.Required();
        AssertTile(rows, depth, Bytes(rows * depth, seed: 1), Bytes(depth * QuantizedOperands.Columns, seed: 2));
    }

    [Theory, InlineData(127, 127), InlineData(127, -127), InlineData(-127, 127), InlineData(-127, -127), InlineData(0, -127), InlineData(-127, 0)]
    public void The_greatest_numbers_overflow_nothing(int left, int right)
    {
        _ = QuantizedOperands.Required();
        sbyte[] a = [.. Enumerable.Repeat((sbyte)left, 12 * Block.MaxDepth)];
        sbyte[] b = [.. Enumerable.Repeat((sbyte)right, Block.MaxDepth * QuantizedOperands.Columns)];

        AssertTile(12, Block.MaxDepth, a, b);
    }

    [Theory, InlineData(12, 259), InlineData(5, 6), InlineData(1, 1)]
    public void A_tile_for_Windows_gives_the_same_sums_and_keeps_what_that_convention_wants_back(int rows, int depth)
    {
        _ = QuantizedOperands.Required();
        sbyte[] a = Bytes(rows * depth, seed: 5);
        sbyte[] b = Bytes(depth * QuantizedOperands.Columns, seed: 6);
        float[] rowScales = Samples.Between(1, 2, rows, seed: 7);
        float[] columnScales = Samples.Between(1, 2, QuantizedOperands.Columns, seed: 8);
        float[] c = Samples.Normal(rows * QuantizedOperands.Columns, seed: 9);
        using QuantizedOperands here = new(a, b, rowScales, columnScales, c);
        using QuantizedOperands there = new(a, b, rowScales, columnScales, c);
        TileArguments arguments = there.Arguments;

        float[] expected = here.Run(Routine.Make(assembler => QuantizedTiles.Multiply(assembler, rows)));
        RoutineTests.CallForWindows(assembler => QuantizedTiles.Multiply(assembler, rows), &arguments);

        Compare.Bits(expected, there.Sums(), "Windows");
    }

    [Theory, MemberData(nameof(Columns))]
    public void Rows_become_the_nearest_whole_numbers_with_their_scale_and_where_sums_begin_behind_them(int columns)
    {
        QuantizedKernels kernels = QuantizedOperands.Required();
        AssertRows(columns, arguments => kernels.Quantize((RowsArguments*)arguments));
    }

    [Fact]
    public void Rows_for_Windows_are_the_same()
    {
        _ = QuantizedOperands.Required();
        AssertRows(columns: 48, arguments => RoutineTests.CallForWindows(QuantizedTiles.Rows, (void*)arguments));
    }

    private static void AssertTile(int rows, int depth, sbyte[] a, sbyte[] b)
    {
        const int Width = QuantizedOperands.Columns;
        float[] rowScales = [.. Samples.Between(0.5f, 2, rows, seed: 3).Select((scale, row) => MathF.ScaleB(scale, (5 * row) - 30))];
        float[] columnScales = Samples.Between(1e-3f, 1e-2f, Width, seed: 4);
        float[] kept = [.. Samples.Normal(rows * Width, seed: 5).Select((value, i) => value * rowScales[i / Width])];
        nint routine = Routine.Make(assembler => QuantizedTiles.Multiply(assembler, rows));
        foreach (float[]? c in (float[]?[])[null, kept])
        {
            using QuantizedOperands operands = new(a, b, rowScales, columnScales, c);
            float[] expected = [.. Enumerable.Range(0, rows * Width).Select(i => MathF.FusedMultiplyAdd(Sum(i / Width, i % Width), rowScales[i / Width] * columnScales[i % Width], c?[i] ?? 0))];

            float[] actual = operands.Run(routine);

            Compare.Bits(expected, actual, c is null ? "from zero" : "added");
        }

        int Sum(int row, int column) => Enumerable.Range(0, depth).Sum(k => a[(row * depth) + k] * b[(k * Width) + column]);
    }

    private static void AssertRows(int columns, Action<nint> quantize)
    {
        float[] x = RowsOfKinds.Make(s_kinds, columns);
        using GuardedMemory from = new(x.Length * sizeof(float));
        using GuardedMemory to = new(((s_kinds.Length - 1) * Block.Pitch * sizeof(float)) + QuantizedTiles.StartOffset + sizeof(int));
        x.CopyTo(new Span<float>(from.Address, x.Length));
        RowsArguments arguments = new()
        {
            From = (float*)from.Address,
            To = to.Address,
            Pitch = columns * sizeof(float),
            ToPitch = Block.Pitch * sizeof(float),
            Rows = s_kinds.Length,
            Groups = columns / 16,
        };

        quantize((nint)(&arguments));

        for (int row = 0; row < s_kinds.Length; row++)
        {
            (int[] numbers, float scale) = ReferenceQuantization.Quantize(x.AsSpan(row * columns, columns));
            byte* words = to.Address + (row * Block.Pitch * sizeof(float));
            Assert.Equal(scale, *(float*)(words + QuantizedTiles.ScaleOffset));
            if (float.IsFinite(scale))
            {
                Assert.Equal(numbers, new Span<sbyte>(words, columns).ToArray().Select(static number => (int)number));
                Assert.Equal(-128 * numbers.Sum(), *(int*)(words + QuantizedTiles.StartOffset));
            }

            Assert.All(new Span<byte>(words + columns, QuantizedTiles.ScaleOffset - columns).ToArray(), static number => Assert.Equal(0xFF, number));
        }
    }

    /// <summary>All of -127 to 127, and both ends often.</summary>
    private static sbyte[] Bytes(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(i => (sbyte)(i % 7 == 3 ? 127 : i % 7 == 5 ? -127 : random.Next(-127, 128)))];
    }
}
