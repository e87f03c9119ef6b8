using System.Numerics;

namespace Easel.Cuda.Tests.Ptx.Operations;

internal readonly struct And<T> : IOperation<T, T, Nothing, T>
    where T : IBinaryInteger<T>
{
    public static T Apply(T a, T b, Nothing c) => a & b;
}

internal readonly struct Or<T> : IOperation<T, T, Nothing, T>
    where T : IBinaryInteger<T>
{
    public static T Apply(T a, T b, Nothing c) => a | b;
}

internal readonly struct ExclusiveOr<T> : IOperation<T, T, Nothing, T>
    where T : IBinaryInteger<T>
{
    public static T Apply(T a, T b, Nothing c) => a ^ b;
}

internal readonly struct Not<T> : IOperation<T, Nothing, Nothing, T>
    where T : IBinaryInteger<T>
{
    public static T Apply(T a, Nothing b, Nothing c) => ~a;
}

internal readonly struct ShiftLeft<T> : IOperation<T, uint, Nothing, T>
    where T : IBinaryInteger<T>
{
    public static T Apply(T a, uint b, Nothing c) => b >= 8 * a.GetByteCount() ? T.Zero : a << (int)b;
}

/// <summary>Fills with the sign, if the type has one.</summary>
internal readonly struct ShiftRight<T> : IOperation<T, uint, Nothing, T>
    where T : IBinaryInteger<T>
{
    public static T Apply(T a, uint b, Nothing c)
        => b >= 8 * a.GetByteCount() ? T.IsNegative(a) ? -T.One : T.Zero : a >> (int)b;
}

/// <summary>The upper word of (high, low) shifted left.</summary>
internal readonly struct FunnelLeft : IOperation<uint, uint, uint, uint>
{
    public static uint Apply(uint low, uint high, uint by) => (uint)((((ulong)high << 32 | low) << (int)(by & 31)) >> 32);
}

/// <summary>The lower word of (high, low) shifted right.</summary>
internal readonly struct FunnelRight : IOperation<uint, uint, uint, uint>
{
    public static uint Apply(uint low, uint high, uint by) => (uint)(((ulong)high << 32 | low) >> (int)(by & 31));
}

/// <summary>The lower word of (high, low) shifted right by at most 32.</summary>
internal readonly struct FunnelRightClamped : IOperation<uint, uint, uint, uint>
{
    public static uint Apply(uint low, uint high, uint by) => (uint)(((ulong)high << 32 | low) >> (int)Math.Min(by, 32));
}

/// <summary>The upper word of (high, low) shifted left by at most 32.</summary>
internal readonly struct FunnelLeftClamped : IOperation<uint, uint, uint, uint>
{
    public static uint Apply(uint low, uint high, uint by) => by >= 32 ? low : FunnelLeft.Apply(low, high, by);
}

/// <summary>Bits from a place on, with the sign of the last if the type has one.</summary>
internal readonly struct ExtractField<T> : IOperation<T, uint, uint, T>
    where T : IBinaryInteger<T>, IMinMaxValue<T>
{
    public static T Apply(T a, uint from, uint count)
    {
        int width = 8 * a.GetByteCount();
        int start = (int)(from & 0xff);
        int length = (int)(count & 0xff);
        bool signed = T.IsNegative(T.MinValue);
        T sign = signed && length > 0 ? (a >> Math.Min(start + length - 1, width - 1)) & T.One : T.Zero;
        T bits = T.Zero;
        for (int i = 0; i < width; i++)
        {
            T bit = i < length && start + i < width ? (a >> (start + i)) & T.One : sign;
            bits |= bit << i;
        }

        return bits;
    }
}

/// <summary>A permutation of the 8 bytes of two words: four selectors of 4 bits, the highest of which repeats a byte's sign.</summary>
internal readonly struct Permute : IOperation<uint, uint, uint, uint>
{
    public static uint Apply(uint a, uint b, uint selectors)
    {
        ulong bytes = (ulong)b << 32 | a;
        uint result = 0;
        for (int i = 0; i < 4; i++)
        {
            uint selector = selectors >> (4 * i);
            uint value = (uint)(bytes >> (int)(8 * (selector & 7))) & 0xff;
            value = (selector & 8) == 0 ? value : (value & 0x80) != 0 ? 0xffu : 0;
            result |= value << (8 * i);
        }

        return result;
    }
}

internal readonly struct CountBits<T> : IOperation<T, Nothing, Nothing, uint>
    where T : IBinaryInteger<T>
{
    public static uint Apply(T a, Nothing b, Nothing c) => uint.CreateTruncating(T.PopCount(a));
}

internal readonly struct LeadingZeros<T> : IOperation<T, Nothing, Nothing, uint>
    where T : IBinaryInteger<T>
{
    public static uint Apply(T a, Nothing b, Nothing c) => uint.CreateTruncating(T.LeadingZeroCount(a));
}

internal readonly struct ReverseBits : IOperation<uint, Nothing, Nothing, uint>
{
    public static uint Apply(uint a, Nothing b, Nothing c)
    {
        uint result = 0;
        for (int i = 0; i < 32; i++)
        {
            result |= (a >> i & 1) << (31 - i);
        }

        return result;
    }
}

internal readonly struct Copy<T> : IOperation<T, Nothing, Nothing, T>
{
    public static T Apply(T a, Nothing b, Nothing c) => a;
}
