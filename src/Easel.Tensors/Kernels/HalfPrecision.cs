using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels;

/// <summary>A 16-bit form of floats, in the lower half of every lane's bits.</summary>
internal interface IHalfPrecision
{
    /// <summary>Exact, subnormal numbers included. What is not a number stays so.</summary>
    static abstract TLanes Widen<TLanes>(TLanes bits) where TLanes : struct, ILanes<TLanes>;

    /// <summary>Rounds to nearest, ties to even; what is too large becomes infinity. What is not a number stays so.</summary>
    static abstract TLanes Narrow<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>;
}

/// <summary>IEEE 754 half precision: 5 bits of exponent, 10 of fraction.</summary>
internal readonly struct Float16 : IHalfPrecision
{
    private const int FractionBits = 23 - 10;
    private const uint Sign = 0x8000_0000;
    private const uint One = 1u << 23;

    // From the middle of half precision's exponents, 15, to that of single precision's, 127.
    private const uint Rebias = (127 - 15) * One;

    // The smallest normal number, 2^-14; 2^16, the first power too large; infinity, in single precision's bits.
    private const uint SmallestNormal = (127 - 14) * One;
    private const uint TooLarge = (127 + 16) * One;
    private const uint Infinity = 255 * One;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Widen<TLanes>(TLanes bits) where TLanes : struct, ILanes<TLanes>
    {
        TLanes size = TLanes.ShiftBitsLeft(bits & TLanes.SplatBits(0x7FFF), FractionBits);
        TLanes normal = TLanes.AddBits(size, TLanes.SplatBits(Rebias));

        // An exponent of all ones stays one of all ones.
        TLanes special = TLanes.AddBits(normal, TLanes.SplatBits(Rebias));
        normal = TLanes.Select(TLanes.GreaterBits(size, TLanes.SplatBits((31 * One) - 1)), special, normal);

        // An exponent of zero has no hidden one: put one there as 2^-14, and take 2^-14 away.
        TLanes subnormal = TLanes.AddBits(size, TLanes.SplatBits(SmallestNormal)) - TLanes.SplatBits(SmallestNormal);
        normal = TLanes.Select(TLanes.GreaterBits(TLanes.SplatBits(One), size), subnormal, normal);

        return normal | TLanes.ShiftBitsLeft(bits & TLanes.SplatBits(0x8000), 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Narrow<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
    {
        TLanes sign = x & TLanes.SplatBits(Sign);
        TLanes size = x ^ sign;

        // Half the last place, less a little unless the last place is odd, then cut: ties go to even, and a carry may reach the exponent.
        TLanes odd = TLanes.ShiftBitsRight(size, FractionBits) & TLanes.SplatBits(1);
        TLanes normal = TLanes.AddBits(TLanes.AddBits(size, odd), TLanes.SplatBits(unchecked((1u << (FractionBits - 1)) - 1 - Rebias)));
        normal = TLanes.ShiftBitsRight(normal, FractionBits);

        // One half has its last place at 2^-24, as subnormal numbers do: adding it rounds, and leaves them in the low bits.
        TLanes subnormal = TLanes.AddBits(size + TLanes.Splat(0.5f), TLanes.SplatBits(unchecked((uint)-(126 * One))));
        normal = TLanes.Select(TLanes.GreaterBits(TLanes.SplatBits(SmallestNormal), size), subnormal, normal);

        TLanes special = TLanes.Select(TLanes.GreaterBits(size, TLanes.SplatBits(Infinity)), TLanes.SplatBits(0x7E00), TLanes.SplatBits(0x7C00));
        normal = TLanes.Select(TLanes.GreaterBits(size, TLanes.SplatBits(TooLarge - 1)), special, normal);

        return normal | TLanes.ShiftBitsRight(sign, 16);
    }
}

/// <summary>The upper half of single precision: 8 bits of exponent, 7 of fraction.</summary>
internal readonly struct BFloat16 : IHalfPrecision
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Widen<TLanes>(TLanes bits) where TLanes : struct, ILanes<TLanes> => TLanes.ShiftBitsLeft(bits, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Narrow<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
    {
        const uint Infinity = 0x7F80_0000;

        TLanes odd = TLanes.ShiftBitsRight(x, 16) & TLanes.SplatBits(1);
        TLanes rounded = TLanes.AddBits(TLanes.AddBits(x, odd), TLanes.SplatBits(0x7FFF));

        // Rounding could carry what is not a number into infinity: keep it, and set the bit that makes it quiet.
        TLanes kept = x | TLanes.SplatBits(0x0040_0000);
        rounded = TLanes.Select(TLanes.GreaterBits(LaneMath.Abs(x), TLanes.SplatBits(Infinity)), kept, rounded);
        return TLanes.ShiftBitsRight(rounded, 16);
    }
}

/// <summary>Spans of 16-bit floats to and from single precision.</summary>
internal static unsafe class HalfPrecision
{
    /// <summary>y[i] = x[i], exactly.</summary>
    [MethodImpl(KernelLoop.Options)]
    public static void Widen<TForm, TLanes>(ushort* x, float* y, nint count)
        where TForm : struct, IHalfPrecision
        where TLanes : struct, ILanes<TLanes>
    {
        nint i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TForm.Widen(TLanes.LoadWidened(x + i)).Store(y + i);
        }

        for (; i < count; i++)
        {
            TForm.Widen(Lanes1.LoadWidened(x + i)).Store(y + i);
        }
    }

    /// <summary>y[i] = x[i], rounded.</summary>
    [MethodImpl(KernelLoop.Options)]
    public static void Narrow<TForm, TLanes>(float* x, ushort* y, nint count)
        where TForm : struct, IHalfPrecision
        where TLanes : struct, ILanes<TLanes>
    {
        nint i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TForm.Narrow(TLanes.Load(x + i)).StoreNarrowed(y + i);
        }

        for (; i < count; i++)
        {
            TForm.Narrow(Lanes1.Load(x + i)).StoreNarrowed(y + i);
        }
    }
}
