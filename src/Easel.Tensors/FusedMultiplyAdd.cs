using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Easel.Tensors;

/// <summary>
/// a b + c, rounded once: by the processor, or where it has no such instruction by sums and products that IEEE 754 rounds alike everywhere, never by a system's
/// mathematics library.
/// </summary>
public static class FusedMultiplyAdd
{
    // 2^-126, the smallest normal number of float32; what a double has below a float's last place, and half of that place.
    private const double SmallestNormal = 1.1754943508222875e-38;
    private const long Below = (1L << 29) - 1;
    private const long Half = 1L << 28;

    // Veltkamp's constant: 27 of a double's 53 bits go into the upper part.
    private const double Splitter = (1L << 27) + 1;

    /// <summary>Whether the processor has an instruction for it.</summary>
    public static bool IsHardware => Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>In float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float a, float b, float c) => IsHardware ? MathF.FusedMultiplyAdd(a, b, c) : InSoftware(a, b, c);

    /// <summary>In float64. In software no product or sum may leave the normal numbers, above 2^-900 and below 2^900 in magnitude.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double a, double b, double c) => IsHardware ? Math.FusedMultiplyAdd(a, b, c) : InSoftware(a, b, c);

    /// <summary>The product is exact in float64. The sum is rounded twice only where that shows: if it seems to lie in the middle of two floats, or among the subnormal ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float InSoftware(float a, float b, float c)
    {
        double product = (double)a * b;
        double sum = product + c;
        bool isSafe = (BitConverter.DoubleToInt64Bits(sum) & Below) != Half && Math.Abs(sum) >= SmallestNormal;
        return isSafe ? (float)sum : (float)AddToOdd(product, c);
    }

    /// <summary>Error-free products and sums; S. Boldo, G. Melquiond 2008, Emulation of a FMA and correctly rounded sums, doi:10.1109/TC.2007.70819.</summary>
    internal static double InSoftware(double a, double b, double c)
    {
        (double product, double productLost) = Product(a, b);
        (double small, double smallLost) = Sum(c, productLost);
        (double sum, double sumLost) = Sum(product, small);
        return sum + AddToOdd(smallLost, sumLost);
    }

    /// <summary>a + b, rounded to the one of its neighbours whose last bit is 1, unless it is exact: what is rounded again after that is rounded right.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double AddToOdd(double a, double b)
    {
        (double sum, double lost) = Sum(a, b);
        long bits = BitConverter.DoubleToInt64Bits(sum);

        // What is not finite has lost what is no number, and stays.
        bool isInexact = lost is > 0 or < 0;
        return isInexact && (bits & 1) == 0 ? BitConverter.Int64BitsToDouble(bits + (lost > 0 == sum > 0 ? 1 : -1)) : sum;
    }

    /// <summary>a + b, and what its rounding lost. Knuth 1969, The Art of Computer Programming 2, 4.2.2 B</summary>
    private static (double Sum, double Lost) Sum(double a, double b)
    {
        double sum = a + b;
        double part = sum - a;
        return (sum, a - (sum - part) + (b - part));
    }

    /// <summary>a b, and what its rounding lost. T. J. Dekker 1971, doi:10.1007/BF01397083</summary>
    private static (double Product, double Lost) Product(double a, double b)
    {
        double product = a * b;
        (double aUpper, double aLower) = Split(a);
        (double bUpper, double bLower) = Split(b);
        return (product, (aUpper * bUpper) - product + (aUpper * bLower) + (aLower * bUpper) + (aLower * bLower));
    }

    private static (double Upper, double Lower) Split(double value)
    {
        double spread = Splitter * value;
        double upper = spread - (spread - value);
        return (upper, value - upper);
    }
}
