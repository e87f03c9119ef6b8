using System.Numerics;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Operations;

internal readonly struct ToHalf : IOperation<float, Nothing, Nothing, Half>
{
    public static Half Apply(float a, Nothing b, Nothing c) => (Half)a;
}

internal readonly struct ToSingle : IOperation<Half, Nothing, Nothing, float>
{
    public static float Apply(Half a, Nothing b, Nothing c) => (float)a;
}

internal readonly struct IntegerToSingle : IOperation<int, Nothing, Nothing, float>
{
    public static float Apply(int a, Nothing b, Nothing c) => a;
}

/// <summary>Between integers: wider with the sign, or the lowest bits.</summary>
internal readonly struct Truncate<TFrom, TTo> : IOperation<TFrom, Nothing, Nothing, TTo>
    where TFrom : IBinaryInteger<TFrom>
    where TTo : IBinaryInteger<TTo>
{
    public static TTo Apply(TFrom a, Nothing b, Nothing c) => TTo.CreateTruncating(a);
}

/// <summary>The first operand is the upper half.</summary>
internal readonly struct ToHalfPair : IOperation<float, float, Nothing, uint>
{
    public static uint Apply(float a, float b, Nothing c) => Pair.Join((Half)b, (Half)a);
}

/// <summary>The upper 16 bits, rounded to the nearest, ties to even.</summary>
internal readonly struct ToBrain : IOperation<float, Nothing, Nothing, ushort>
{
    public static ushort Apply(float a, Nothing b, Nothing c)
    {
        uint bits = BitConverter.SingleToUInt32Bits(a);
        return float.IsNaN(a) ? (ushort)0x7fff : (ushort)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
    }
}

/// <summary>The first operand is the upper half.</summary>
internal readonly struct ToBrainPair : IOperation<float, float, Nothing, uint>
{
    public static uint Apply(float a, float b, Nothing c) => ToBrain.Apply(b, c, c) | (uint)ToBrain.Apply(a, c, c) << 16;
}

/// <summary>Any conversion, bits to bits; registers may be wider than the types.</summary>
internal sealed unsafe class ConvertAny(int result, int resultBytes, int source, int sourceBytes, Func<ulong, ulong> convert) : Instruction
{
    public override void Run(Warp warp, uint lanes)
    {
        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            Raw.Set(warp.Registers + result, lane, resultBytes, convert(Raw.Get(warp.Registers + source, lane, sourceBytes)));
        }
    }
}

/// <summary>Conversions from and to floats.</summary>
internal static class Conversions
{
    /// <returns>Nothing if PTX has no such conversion.</returns>
    public static Func<ulong, ulong>? Between(string from, string to, string? rounding, bool flush)
    {
        bool fromFloat = from[0] is 'f' or 'b';
        bool toFloat = to[0] is 'f' or 'b';
        if (!fromFloat)
        {
            return rounding == "rn" ? FromInteger(from, to) : null;
        }

        Func<ulong, double>? read = from switch
        {
            "f16" => bits => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
            "f32" when flush => bits => FlushedUnary<Exp2>.Flush(BitConverter.UInt32BitsToSingle((uint)bits)),
            "f32" => bits => BitConverter.UInt32BitsToSingle((uint)bits),
            "f64" => BitConverter.UInt64BitsToDouble,
            _ => null,
        };
        Func<double, double>? round = rounding switch
        {
            "rni" => Math.Round, // Ties to even.
            "rzi" => Math.Truncate,
            "rmi" => Math.Floor,
            "rpi" => Math.Ceiling,
            "rn" or null when toFloat => x => x,
            _ => null,
        };
        Func<double, ulong>? write = to switch
        {
            "f16" => x => BitConverter.HalfToUInt16Bits((Half)x),
            "f32" when flush => x => BitConverter.SingleToUInt32Bits(FlushedUnary<Exp2>.Flush((float)x)),
            "f32" => x => BitConverter.SingleToUInt32Bits((float)x),
            "f64" => BitConverter.DoubleToUInt64Bits,
            "s16" => x => (ulong)short.CreateSaturating(x),
            "u16" => x => ushort.CreateSaturating(x),
            "s32" => x => (ulong)int.CreateSaturating(x),
            "u32" => x => uint.CreateSaturating(x),
            "s64" => x => (ulong)long.CreateSaturating(x),
            "u64" => ulong.CreateSaturating,
            _ => null,
        };
        return read is null || round is null || write is null ? null : bits => write(round(read(bits)));
    }

    private static Func<ulong, ulong>? FromInteger(string from, string to)
    {
        int bytes = int.Parse(from.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) / 8;
        bool signed = from[0] == 's';
        return (to, signed) switch
        {
            ("f16", true) => bits => BitConverter.HalfToUInt16Bits((Half)(double)(long)Raw.Extend(bits, bytes, true)),
            ("f16", false) => bits => BitConverter.HalfToUInt16Bits((Half)(double)Raw.Extend(bits, bytes, false)),
            ("f32", true) => bits => BitConverter.SingleToUInt32Bits((long)Raw.Extend(bits, bytes, true)),
            ("f32", false) => bits => BitConverter.SingleToUInt32Bits(Raw.Extend(bits, bytes, false)),
            ("f64", true) => bits => BitConverter.DoubleToUInt64Bits((long)Raw.Extend(bits, bytes, true)),
            ("f64", false) => bits => BitConverter.DoubleToUInt64Bits(Raw.Extend(bits, bytes, false)),
            _ => null,
        };
    }
}
