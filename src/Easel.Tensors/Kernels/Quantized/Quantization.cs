using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels.Quantized;

/// <summary>
/// Numbers as whole ones of -127 to 127 and a scale that they share, x = q scale: the greatest magnitude becomes 127. Each step is rounded as IEEE 754 says, so
/// that all processors find the same whole numbers; sums of their products are exact.
/// </summary>
internal static unsafe class Quantization
{
    /// <summary>The greatest whole number.</summary>
    public const float Greatest = 127;

    /// <summary>What is added to weights, so that they are bytes without a sign, as the instruction wants one of its factors.</summary>
    public const int Offset = 128;

    /// <summary>Smaller numbers than this, 2^-100, are not scaled up further, so that the factor is finite. Zeros stay so.</summary>
    public const float Least = 7.888609e-31f;

    // Of this size a float's last place is 1: adding it rounds, to nearest and ties to even, and leaves the whole number in the lowest bits.
    private const float Rounder = 3 << 22;

    // 2^23, whose lowest bits take a byte as they are.
    private const uint ByteHolder = 0x4B00_0000;

    private const uint Byte = 0xFF;
    private const int BitsPerByte = 8;
    private const int BytesPerWord = sizeof(float);

    /// <summary>What numbers are multiplied by before they are rounded.</summary>
    /// <param name="greatest">The greatest magnitude of them.</param>
    public static float FactorFor(float greatest) => Greatest / AtLeast(greatest);

    /// <summary>What their whole numbers are multiplied by. Not a number if one of them was not finite.</summary>
    /// <param name="greatest">The greatest magnitude of them; what is not finite is greater than all others.</param>
    public static float ScaleFor(float greatest) => FusedMultiplyAdd.Of(AtLeast(greatest), 0, AtLeast(greatest) / Greatest);

    /// <summary>The nearest whole number of x times a factor, as a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Round<TLanes>(TLanes x, TLanes factor) where TLanes : struct, ILanes<TLanes>
        => (x * factor) + TLanes.Splat(Rounder) - TLanes.Splat(Rounder);

    /// <summary>The nearest whole number of x times a factor, 128 greater, in the lowest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes RoundToByte<TLanes>(TLanes x, TLanes factor) where TLanes : struct, ILanes<TLanes>
        => ((x * factor) + TLanes.Splat(Rounder) & TLanes.SplatBits(Byte)) ^ TLanes.SplatBits(Offset);

    /// <summary>Words of four rows' bytes, 128 greater than the whole numbers that they are, as rows of floats.</summary>
    /// <param name="words">A column's four in each.</param>
    /// <param name="to">Takes rows of as many floats as there are columns.</param>
    /// <param name="count">Rows of words.</param>
    /// <param name="width">Columns.</param>
    [MethodImpl(KernelLoop.Options)]
    public static void Expand<TLanes>(float* words, float* to, int count, int width) where TLanes : struct, ILanes<TLanes>
    {
        TLanes holder = TLanes.SplatBits(ByteHolder);
        TLanes offset = holder + TLanes.Splat(Offset);
        for (int word = 0; word < count; word++, words += width, to += BytesPerWord * width)
        {
            for (int column = 0; column < width; column += TLanes.Count)
            {
                TLanes bytes = TLanes.Load(words + column);
                for (int i = 0; i < BytesPerWord; i++)
                {
                    TLanes number = (TLanes.ShiftBitsRight(bytes, i * BitsPerByte) & TLanes.SplatBits(Byte)) | holder;
                    (number - offset).Store(to + (i * width) + column);
                }
            }
        }
    }

    /// <summary>Puts a row's bytes in their places of words that hold zeros there.</summary>
    /// <param name="row">The numbers.</param>
    /// <param name="factors">What each is multiplied by before it is rounded.</param>
    /// <param name="words">A column's four rows in each.</param>
    /// <param name="place">Which of the four rows it is.</param>
    /// <param name="width">Columns.</param>
    [MethodImpl(KernelLoop.Options)]
    public static void Store<TLanes>(float* row, float* factors, float* words, int place, int width) where TLanes : struct, ILanes<TLanes>
    {
        for (int column = 0; column < width; column += TLanes.Count)
        {
            TLanes bytes = RoundToByte(TLanes.Load(row + column), TLanes.Load(factors + column));
            (TLanes.Load(words + column) | TLanes.ShiftBitsLeft(bytes, place * BitsPerByte)).Store(words + column);
        }
    }

    // By bits, among which what is not a number is greatest.
    private static float AtLeast(float greatest)
        => BitConverter.UInt32BitsToSingle(Math.Max(BitConverter.SingleToUInt32Bits(greatest), BitConverter.SingleToUInt32Bits(Least)));
}
