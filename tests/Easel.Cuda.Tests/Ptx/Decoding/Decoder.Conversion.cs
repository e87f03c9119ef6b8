using Easel.Cuda.Tests.Ptx.Operations;
using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <content>From one type to another.</content>
internal sealed partial class Decoder
{
    private Instruction? DecodeConversion(Opcode opcode)
    {
        if (opcode.Name != "cvt")
        {
            return null;
        }

        string from = opcode.Type();
        string to = opcode.Type();
        bool flush = opcode.Take("ftz");
        string? rounding = opcode.TakeAny("rn", "rni", "rzi", "rmi", "rpi");
        if (to is "f16x2" or "bf16x2" && from == "f32" && rounding == "rn")
        {
            return to == "f16x2"
                ? new Lanewise<float, float, Nothing, uint, ToHalfPair>(Target(0, 4), Source(1, 4), Source(2, 4), 0)
                : new Lanewise<float, float, Nothing, uint, ToBrainPair>(Target(0, 4), Source(1, 4), Source(2, 4), 0);
        }

        switch (from, to, rounding)
        {
            case ("f32", "f16", "rn") when !flush:
                return new Lanewise<float, Nothing, Nothing, Half, ToHalf>(Target(0, 2), Source(1, 4), 0, 0);
            case ("f16", "f32", null) when !flush:
                return new Lanewise<Half, Nothing, Nothing, float, ToSingle>(Target(0, 4), Source(1, 2), 0, 0);
            case ("f32", "bf16", "rn"):
                return new Lanewise<float, Nothing, Nothing, ushort, ToBrain>(Target(0, 2), Source(1, 4), 0, 0);
            case ("s32", "f32", "rn"):
                return new Lanewise<int, Nothing, Nothing, float, IntegerToSingle>(Target(0, 4), Source(1, 4), 0, 0);

            // Addresses are full of these three.
            case ("s32", "s64", null) when Operand(1) is RegisterOperand { Bytes: 4 }:
                return new Lanewise<int, Nothing, Nothing, long, Truncate<int, long>>(Target(0, 8), Source(1, 4), 0, 0);
            case ("u32", "u64", null) when Operand(1) is RegisterOperand { Bytes: 4 }:
                return new Lanewise<uint, Nothing, Nothing, ulong, Truncate<uint, ulong>>(Target(0, 8), Source(1, 4), 0, 0);
            case ("u64", "u32", null) when Operand(0) is RegisterOperand { Bytes: 4 }:
                return new Lanewise<ulong, Nothing, Nothing, uint, Truncate<ulong, uint>>(Target(0, 4), Source(1, 8), 0, 0);
        }

        Func<ulong, ulong> convert = Types.IsFloat(from) || Types.IsFloat(to)
            ? Conversions.Between(from, to, rounding, flush) ?? throw opcode.Unknown()
            : rounding is null && !flush ? IntegerConversion(from, to) : throw opcode.Unknown();

        (int result, int resultBytes) = Sized(Operand(0), TypeBytes(to));
        (int source, int sourceBytes) = Operand(1) is RegisterOperand ? Sized(Operand(1), TypeBytes(from)) : (Source(1, TypeBytes(from)), TypeBytes(from));
        return new ConvertAny(result, resultBytes, source, sourceBytes, convert);
    }

    /// <summary>A register that may be wider than the type.</summary>
    private (int Offset, int Bytes) Sized(Operand operand, int bytes)
    {
        RegisterOperand register = Register(operand);
        return register.Bytes >= bytes ? (register.Offset, register.Bytes) : throw Wrong($"'{register.Name}' is too narrow.");
    }

    private Func<ulong, ulong> IntegerConversion(string from, string to)
    {
        int fromBytes = TypeBytes(from);
        int toBytes = TypeBytes(to);
        bool fromSigned = from[0] == 's';
        bool toSigned = to[0] == 's';
        return bits => Raw.Extend(Raw.Extend(bits, fromBytes, fromSigned), toBytes, toSigned);
    }
}
