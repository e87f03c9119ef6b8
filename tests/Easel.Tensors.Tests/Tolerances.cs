namespace Easel.Tensors.Tests;

/// <summary>How far a result may be from its reference, and why. A loosened one is a finding.</summary>
internal static class Tolerances
{
    /// <summary>Of itself. A single-precision number is right to 6e-8; the exponential rounds about four times on the way.</summary>
    public const double Exponential = 2e-7;

    /// <summary>Of itself. An exponential, a sum and a quotient.</summary>
    public const double Silu = 4e-7;

    /// <summary>Of itself, while the exponent -x^2 / 2 is a number of a few digits: its own rounding, 6e-8 of it, multiplies the result.</summary>
    public const double Gelu = 1.5e-6;

    /// <summary>For results up to 12, whose last place is 1e-6.</summary>
    public const double GeluAbsolute = 1e-6;

    /// <summary>Of itself. The exponent, up to 8.5 here, is a rounded product: 6e-8 of it multiplies the result.</summary>
    public const double QuickGelu = 1.2e-6;

    /// <summary>Of the sum of all sizes. Sixteen lanes take at most seventeen of the 257 elements each, then join in four steps.</summary>
    public const double Sum = 6e-7;

    /// <summary>Of a probability, at most 1: an exponential, a sum of few hundred numbers, a product.</summary>
    public const double Softmax = 6e-7;

    /// <summary>Of results of a few units: one rounding of the mean, one of the factor, one of the result, each times the distance in deviations.</summary>
    public const double Normalization = 2e-6;

    /// <summary>The same for a mean of a thousand deviations: the inputs' own last place is then 6e-5 deviations.</summary>
    public const double FarFromZero = 1e-4;

    /// <summary>For values and weights up to 1 and formulas' results of a few units.</summary>
    public const double Epilogue = 2e-6;

    /// <summary>For means of values up to 1, weighted by exponentials of scores of a few units.</summary>
    public const double Attention = 2e-6;

    /// <summary>The same with scores of tens of thousands, whose last place is hundredths.</summary>
    public const double AttentionOfGreatScores = 5e-2;

    /// <summary>The same by minimal filtering, whose errors are about twice those of direct sums.</summary>
    public static double Filtering(int terms) => 3 * Product(terms);

    /// <summary>For sums of so many products of numbers up to 1. Each addition rounds a sum that grows as the root of their number, and so does the sum of roundings.</summary>
    public static double Product(int terms) => 6e-8 * (16 + terms);

    /// <summary>Of a result in single precision, rounded once or twice on its way.</summary>
    public const double Single = 1.2e-7;

    /// <summary>Absolute: a few of single precision's smallest normal numbers, for sums of products that are smaller. bfloat16's instructions take what is subnormal for zero.</summary>
    public const double LeastSum = 1e-36;

    /// <summary>
    /// Of the root of the sum of the products' squares, with targets that multiply half precision as it is. A factor is off by at most half its last place, 2^-11 of
    /// itself in float16 and 2^-8 in bfloat16: 0.42 of that is the deviation, 0.6 for a product of two, and 4 is beyond all products and five deviations of sums.
    /// float16 also rounds the sum after each of the up to 160 products of a chain, by 2^-11 of a sum that grows to the root of their number: together
    /// 0.41 times the root, and five deviations of it are 2.
    /// </summary>
    public static double Mixed(string target, int terms)
        => target == "avx512-bf16" ? 4 * BrainRounding : HalfRounding * (4 + (2 * Math.Sqrt(Math.Min(terms, 160))));

    /// <summary>
    /// The same by minimal filtering in float16: pixels and kernels are rounded after their transforms, sums in half precision at each of the 36 positions, and the
    /// way back takes differences of greater sums. Measured, errors' root mean square is 5.4e-3 to 8.2e-3 of the results', with 64 to 701 channels; 1.5e-3 directly.
    /// </summary>
    public static double MixedFiltering(string target, int channels) => 5 * Mixed(target, channels);

    /// <summary>
    /// Attention's, of the results' root mean square, for normally distributed operands. In float16 a power is right to 5.8e-4, a score of a few units to 2^-10 or so
    /// after its chain, and a chain of up to 64 powers times values adds 0.29 times 2^-11 times the root of its length: 1e-3. In bfloat16 queries, keys, powers
    /// and values are each off by about 0.42 times 2^-8: 3.3e-3 together. Measured: up to 3.7e-3, in bfloat16 with heads 1 wide up to 9.3e-3.
    /// </summary>
    public const double MixedAttention = 1.5e-2;

    /// <summary>
    /// The same for scores of up to 50, 72 in powers of two: the last place of such a score is 2^-4 in float16, half of which is 2 % of its power, and in bfloat16 its rounded
    /// factors are off by as much. Measured: up to 1.6e-2.
    /// </summary>
    public const double MixedAttentionOfSteepScores = 3e-2;

    /// <summary>
    /// The same where scores, and perhaps values, are nearly equal: what is added in float16 is then rounded the same way again and again, by up to 2^-6 of itself at a
    /// sum's end. Measured: up to 4.6e-3, of which all is in the sums' size and next to nothing in their proportions.
    /// </summary>
    public const double MixedAttentionOfEqualScores = 1e-2;

    /// <summary>
    /// Of the results' root mean square, for normally distributed factors in eight bits. The greatest of a block of 320 is some 3.1 deviations, so that a step is 0.024 of one
    /// and the error, evenly spread over a step, 0.0070; of an output's weights, whose greatest of up to 2880 is 3.6 deviations, 0.0082: together 1.1e-2.
    /// </summary>
    public const double Quantized = 1.3e-2;

    /// <summary>For sums of eight bits of a few units, whose steps and formulas round as those of other sums do.</summary>
    public const double QuantizedEpilogue = 2 * Epilogue;

    private const double HalfRounding = 1 / 2048.0;

    private const double BrainRounding = 1 / 256.0;
}
