using Easel.Tensors.Assembler;
using Easel.Tensors.Backends;
using Easel.Tensors.Kernels;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Mixed;
using Easel.Tensors.Tests.Memory;

namespace Easel.Tensors.Tests.Assembler;

/// <summary>The assembled pass that rounds and scales rows of a block.</summary>
public sealed unsafe class ScaleRowsTests
{
    private const float WeightScale = 1 / 64f;

    // Each row holds numbers of one of these kinds, and so that each kind comes with each length.
    private static readonly float[][] s_kinds =
    [
        [0, -0f],
        [1, -2, 0.3f, 7.999f],
        [float.Epsilon, -1e-40f, 1.1754942e-38f, 0],
        [1e-30f, 7.9e-31f, -1e-31f],
        [1e38f, -3.4e38f, 1, 1e-38f],
        [float.MaxValue, float.MinValue],
        [1, float.PositiveInfinity, 3],
        [float.NegativeInfinity, 1e38f],
        [1, 2, float.NaN, 65504],
        [65504, 65519.99f, 1e-3f, 1e-8f],
        [4, 3.9995117f, 2.0009766f, 1e-7f],
    ];

    public static TheoryData<int> Columns => [.. Enumerable.Range(1, 40).Select(groups => 16 * groups)];

    [Theory, MemberData(nameof(Columns))]
    public void Rows_are_rounded_and_scaled_as_the_runtime_rounds_them(int columns)
    {
        MixedKernels kernels = Required();
        float[] x = RowsOfKinds.Make(s_kinds, columns);
        using GuardedMemory from = new(x.Length * sizeof(float));
        using GuardedMemory to = new(((s_kinds.Length - 1) * Block.Pitch * sizeof(float)) + MixedTiles.FactorOffset + sizeof(float));
        x.CopyTo(new Span<float>(from.Address, x.Length));
        RowsArguments arguments = new()
        {
            From = (float*)from.Address,
            To = to.Address,
            Pitch = columns * sizeof(float),
            ToPitch = Block.Pitch * sizeof(float),
            Rows = s_kinds.Length,
            Groups = columns / 16,
            WeightFactor = 1 / WeightScale,
        };

        kernels.ScaleRows(&arguments);

        for (int row = 0; row < s_kinds.Length; row++)
        {
            float[] numbers = x[(row * columns)..((row + 1) * columns)];
            int exponent = numbers.All(float.IsFinite) ? Math.Max(MixedRows.LeastExponent, Math.ILogB(numbers.Max(MathF.Abs))) : 128;
            float scale = MathF.ScaleB(1, MixedRows.RowExponent - exponent);
            byte* words = to.Address + (row * Block.Pitch * sizeof(float));
            Assert.Equal(MathF.ScaleB(1, exponent - MixedRows.RowExponent) / WeightScale, *(float*)(words + MixedTiles.FactorOffset));
            for (int i = 0; i < columns; i++)
            {
                Half expected = (Half)(numbers[i] * scale);
                Half actual = BitConverter.UInt16BitsToHalf(((ushort*)words)[i]);
                Assert.True(expected.Equals(actual) && Half.IsNegative(expected) == Half.IsNegative(actual), $"row {row}, number {i}: {expected} is wanted, {actual} was found");
            }
        }
    }

    [Theory, MemberData(nameof(Columns))]
    public void A_row_in_two_parts_becomes_the_same_as_one_in_one_pass(int columns)
    {
        // Samples of 3 x 3 pixels; a row is one sample's pixels, so that a matrix and the taps of a convolution give the same numbers. The middle of the first two taps.
        const int Channels = 640;
        const int Depth = 9 * Channels;
        MixedFactors<Lanes16> factors = new(Required(), WeightScale, MixedFactors<Lanes16>.ProductChain);
        float[] x = RowsOfKinds.Make(s_kinds, Depth);
        float[] whole = new float[s_kinds.Length * Block.Pitch];
        float[] parts = new float[s_kinds.Length * Block.Pitch];
        fixed (float* image = x, one = whole, two = parts)
        {
            factors.Gather(new Patches(image, s_kinds.Length, Depth), 0, s_kinds.Length, Channels - (columns / 2), columns, one);
            factors.Gather(new Patches(image, s_kinds.Length, 3, 3, new ConvolutionShape(Channels, 1, 3, 1, 0, 0)), 0, s_kinds.Length, Channels - (columns / 2), columns, two);
        }

        // Bits, also of what is not a number; and what lies behind them is untouched.
        Assert.Equal(whole.Select(BitConverter.SingleToUInt32Bits), parts.Select(BitConverter.SingleToUInt32Bits));
    }

    private static MixedKernels Required()
    {
        TileOperands.RequireFloat16();
        return MixedKernels.Float16!.Value;
    }
}
