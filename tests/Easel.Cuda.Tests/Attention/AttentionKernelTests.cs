using Easel.Cuda.Attention;
using Easel.Tensors;

namespace Easel.Cuda.Tests.Attention;

/// <summary>Every kernel of attention, interpreted, against double precision.</summary>
public class AttentionKernelTests
{
    // Powers and the result are rounded to 11 bits; results of normal values stay below 4.
    private const double HalfTolerance = 2e-3;

    // Sums of some hundred float32 products, and powers of 2 to 22 bits.
    private const double FloatTolerance = 1e-5;

    /// <summary>A kernel; batch, tokens, others, heads, width.</summary>
    public static TheoryData<string, int, int, int, int, int> Shapes => new()
    {
        { "attention_90a_40_192", 1, 130, 129, 1, 40 },
        { "attention_90a_40_192", 2, 257, 77, 2, 40 },
        { "attention_90a_40_192", 1, 3, 450, 1, 40 },
        { "attention_90a_40_192", 1, 256, 1, 1, 40 },
        { "attention_90a_64_128", 1, 130, 129, 1, 64 },
        { "attention_90a_64_128", 2, 33, 321, 2, 64 },
        { "attention_90a_80_128", 2, 129, 77, 1, 80 },
        { "attention_90a_80_128", 1, 33, 450, 2, 80 },
        { "attention_90a_160_64", 1, 65, 77, 2, 160 },
        { "attention_90a_160_64", 2, 3, 390, 1, 160 },
        { "attention_40_128", 1, 130, 129, 1, 40 },
        { "attention_40_128", 2, 33, 77, 2, 40 },
        { "attention_40_64", 2, 65, 64, 2, 40 },
        { "attention_40_64", 1, 7, 3, 2, 16 },
        { "attention_40_64", 1, 3, 70, 1, 8 },
        { "attention_64_128", 1, 129, 77, 2, 64 },
        { "attention_64_64", 1, 77, 77, 2, 64 },
        { "attention_64_64", 1, 5, 65, 2, 48 },
        { "attention_80_128", 1, 128, 128, 1, 80 },
        { "attention_80_128", 1, 1, 77, 2, 72 },
        { "attention_80_64", 1, 65, 130, 1, 80 },
        { "attention_160_64", 1, 65, 77, 1, 160 },
        { "attention_160_32", 1, 64, 64, 1, 160 },
        { "attention_160_32", 1, 33, 3, 2, 88 },
        { "attention_512_64", 1, 65, 66, 1, 512 },
        { "attention_512_64", 1, 1, 32, 2, 168 },
        { "attention_512_32", 1, 33, 77, 1, 512 },
        { "attention_512_32", 1, 3, 3, 2, 320 },
        { "attention_half_64", 1, 65, 77, 2, 20 },
        { "attention_half_64", 1, 1, 3, 1, 63 },
        { "attention_half_128", 1, 3, 65, 1, 516 },
        { "attention_half_128", 2, 2, 5, 2, 129 },
        { "attention_float_64", 1, 65, 77, 2, 40 },
        { "attention_float_64", 2, 1, 3, 3, 1 },
        { "attention_float_128", 1, 66, 65, 1, 160 },
        { "attention_float_128", 1, 3, 5, 2, 131 },
    };

    /// <summary>A kernel; tokens, others, heads, width.</summary>
    public static TheoryData<string, int, int, int, int> CausalShapes => new()
    {
        { "attention_90a_40_192", 400, 400, 1, 40 },
        { "attention_90a_40_192", 3, 400, 2, 40 },
        { "attention_90a_64_128", 200, 150, 1, 64 },
        { "attention_90a_80_128", 260, 260, 1, 80 },
        { "attention_90a_160_64", 77, 77, 1, 160 },
        { "attention_40_128", 150, 150, 1, 40 },
        { "attention_64_64", 77, 77, 2, 64 },
        { "attention_64_64", 70, 5, 1, 64 },
        { "attention_64_64", 3, 70, 1, 64 },
        { "attention_80_64", 130, 130, 1, 80 },
        { "attention_512_64", 65, 65, 1, 320 },
        { "attention_512_32", 40, 70, 1, 168 },
        { "attention_half_64", 66, 66, 1, 4 },
        { "attention_float_64", 77, 77, 1, 64 },
        { "attention_float_128", 65, 70, 1, 72 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_kernel_matches_double_precision_where_tiles_do_not_come_out_even(string name, int batch, int tokens, int others, int heads, int width)
        => Check(name, new AttentionProblem(batch, tokens, others, heads, width));

    [Theory]
    [MemberData(nameof(CausalShapes))]
    public void A_token_sees_only_itself_and_those_before_it(string name, int tokens, int others, int heads, int width)
        => Check(name, new AttentionProblem(1, tokens, others, heads, width, causal: true));

    /// <summary>A kernel; batch, tokens, others, heads, width; elements between rows.</summary>
    public static TheoryData<string, int, int, int, int, int, int, int> PitchedShapes => new()
    {
        { "attention_90a_40_192", 2, 300, 300, 2, 40, 160, 160 },
        { "attention_90a_40_192", 1, 129, 77, 1, 40, 8, 24 },
        { "attention_90a_64_128", 1, 65, 130, 1, 64, 8, 136 },
        { "attention_90a_80_128", 2, 130, 70, 1, 80, 160, 160 },
        { "attention_90a_160_64", 2, 33, 65, 1, 160, 320, 8 },
        { "attention_40_128", 2, 70, 70, 2, 40, 160, 160 },
        { "attention_40_128", 1, 129, 77, 1, 40, 8, 24 },
        { "attention_40_64", 1, 65, 70, 2, 16, 64, 64 },
        { "attention_64_64", 2, 5, 65, 1, 64, 128, 128 },
        { "attention_80_64", 1, 65, 66, 2, 80, 320, 320 },
        { "attention_160_32", 2, 33, 65, 1, 160, 320, 8 },
        { "attention_512_64", 2, 65, 33, 1, 320, 640, 8 },
        { "attention_512_32", 2, 33, 40, 1, 512, 1024, 1024 },
        { "attention_half_64", 2, 65, 66, 2, 20, 80, 3 },
        { "attention_half_128", 2, 3, 5, 1, 129, 7, 258 },
        { "attention_float_64", 2, 65, 66, 2, 40, 160, 1 },
        { "attention_float_128", 2, 3, 5, 2, 131, 5, 524 },
    };

    [Theory]
    [MemberData(nameof(PitchedShapes))]
    public void Queries_keys_and_values_may_be_parts_of_longer_rows(string name, int batch, int tokens, int others, int heads, int width, int queryGap, int keyGap)
        => Check(name, new AttentionProblem(batch, tokens, others, heads, width) { QueryGap = queryGap, KeyGap = keyGap });

    [Theory]
    [InlineData("attention_90a_40_192", 40)]
    [InlineData("attention_90a_64_128", 64)]
    [InlineData("attention_90a_80_128", 80)]
    [InlineData("attention_90a_160_64", 160)]
    [InlineData("attention_40_128", 40)]
    [InlineData("attention_160_64", 160)]
    [InlineData("attention_512_64", 168)]
    [InlineData("attention_512_32", 168)]
    [InlineData("attention_float_64", 40)]
    public void Scores_that_rise_from_tile_to_tile_make_earlier_sums_smaller(string name, int width)
        => Check(name, new AttentionProblem(1, 4, 260, 1, width, growth: 0.02));

    private static void Check(string name, AttentionProblem problem)
    {
        ElementType type = name.Contains("float", StringComparison.Ordinal) ? ElementType.Float32 : ElementType.Float16;
        AttentionKernel kernel = AttentionKernel.For(type).ToArray().Single(kernel => kernel.Name == name);

        float[] actual = problem.Run(kernel, type);

        double tolerance = type == ElementType.Float32 ? FloatTolerance : HalfTolerance;
        double[] expected = problem.Expected();
        double worst = actual.Zip(expected, (a, e) => double.IsNaN(a) ? double.PositiveInfinity : Math.Abs(a - e)).Max();
        Assert.True(worst <= tolerance, $"{name}: off by {worst:g3}, at most {tolerance:g3} is allowed.");
    }
}
