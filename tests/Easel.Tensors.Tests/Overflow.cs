namespace Easel.Tensors.Tests;

/// <summary>
/// Six channels and their weights whose sum of products is exactly zero in float32, step by step, but leaves the range of every lesser form on its way: with weights rounded to
/// float16 the first becomes 1 and the sum 2^128; bfloat16 rounds 2^128 - 2^117 to infinity; and beside so great a channel and so great a weight the factors by which
/// float16 and int8 scale sums back are infinite.
/// </summary>
internal static class Overflow
{
    /// <summary>How many channels it takes.</summary>
    public const int Channels = 6;

    // 2^128 - 2^117: eleven digits, so that its product with the weight below has 24.
    private static readonly float s_huge = MathF.ScaleB(2047, 117);

    /// <summary>What the channels hold.</summary>
    public static float[] Values { get; } = [s_huge, MathF.ScaleB(1, 117), MathF.ScaleB(1, 117), s_huge, MathF.ScaleB(1, 104), MathF.ScaleB(1, 104)];

    /// <summary>The weights of one output.</summary>
    public static float[] Sums { get; } = [1 - MathF.ScaleB(1, -13), 1, -1, MathF.ScaleB(1, -13) - 1, 0, 0];

    /// <summary>The weights of another, so great that they lower what all others are scaled by.</summary>
    public static float[] Scales { get; } = [0, 0, 0, 0, MathF.ScaleB(1, 16), -MathF.ScaleB(1, 16)];

    /// <summary>The outputs that have such weights; those of all others are zeros.</summary>
    public static float WeightOf(int output, int channel) => output switch
    {
        0 => Sums[channel],
        1 => Scales[channel],
        _ => 0,
    };
}
