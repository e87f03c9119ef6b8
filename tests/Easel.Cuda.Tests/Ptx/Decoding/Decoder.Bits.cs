using System.Numerics;
using Easel.Cuda.Tests.Ptx.Operations;
using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <content>Bits and predicates.</content>
internal sealed partial class Decoder
{
    private Instruction? DecodeBits(Opcode opcode)
    {
        switch (opcode.Name)
        {
            case "and" or "or" or "xor" or "not" or "shl" or "popc" or "clz" or "brev" or "bfi" or "bfe" or "shr":
                return opcode.Type() switch
                {
                    "pred" => Predicates(opcode.Name),
                    "b16" or "u16" => Bits<ushort>(opcode.Name),
                    "b32" or "u32" => Bits<uint>(opcode.Name),
                    "b64" or "u64" => Bits<ulong>(opcode.Name),
                    "s16" when opcode.Name == "shr" => Bits<short>(opcode.Name),
                    "s32" when opcode.Name is "shr" or "bfe" => Bits<int>(opcode.Name),
                    "s64" when opcode.Name is "shr" or "bfe" => Bits<long>(opcode.Name),
                    _ => null,
                };
            case "shf" when opcode.Take("l") && opcode.Take("b32"):
                return opcode.Take("clamp") ? Ternary<uint, FunnelLeftClamped>() : opcode.Take("wrap") ? Ternary<uint, FunnelLeft>() : null;
            case "shf" when opcode.Take("r") && opcode.Take("b32"):
                return opcode.Take("clamp") ? Ternary<uint, FunnelRightClamped>() : opcode.Take("wrap") ? Ternary<uint, FunnelRight>() : null;
            case "prmt" when opcode.Take("b32"):
                return Ternary<uint, Permute>();
            case "lop3" when opcode.Take("b32"):
                uint table = Operand(4) is NumberOperand number ? (uint)number.Bits : throw Wrong("the table must be a number.");
                return new LookUpBits(Target(0, 4), Source(1, 4), Source(2, 4), Source(3, 4), table);
            default:
                return null;
        }
    }

    private unsafe Instruction? Bits<T>(string name)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
        => name switch
        {
            "and" => Binary<T, And<T>>(),
            "or" => Binary<T, Or<T>>(),
            "xor" => Binary<T, ExclusiveOr<T>>(),
            "not" => Unary<T, Not<T>>(),
            "shl" => new Lanewise<T, uint, Nothing, T, ShiftLeft<T>>(Target(0, sizeof(T)), Source(1, sizeof(T)), Source(2, 4), 0),
            "shr" => new Lanewise<T, uint, Nothing, T, ShiftRight<T>>(Target(0, sizeof(T)), Source(1, sizeof(T)), Source(2, 4), 0),
            "bfe" => new Lanewise<T, uint, uint, T, ExtractField<T>>(Target(0, sizeof(T)), Source(1, sizeof(T)), Source(2, 4), Source(3, 4)),
            "bfi" => new InsertField<T>(Target(0, sizeof(T)), Source(1, sizeof(T)), Source(2, sizeof(T)), Source(3, 4), Source(4, 4)),
            "popc" => new Lanewise<T, Nothing, Nothing, uint, CountBits<T>>(Target(0, 4), Source(1, sizeof(T)), 0, 0),
            "clz" => new Lanewise<T, Nothing, Nothing, uint, LeadingZeros<T>>(Target(0, 4), Source(1, sizeof(T)), 0, 0),
            "brev" when sizeof(T) == 4 => Unary<uint, ReverseBits>(),
            _ => null,
        };

    private Logic? Predicates(string name)
    {
        Func<uint, uint, uint>? operation = name switch
        {
            "and" => (a, b) => a & b,
            "or" => (a, b) => a | b,
            "xor" => (a, b) => a ^ b,
            "not" => (a, _) => ~a,
            _ => null,
        };

        return operation is null ? null : Predicates(operation, _statement.Operands.Count == 2 ? 1 : 2);
    }

    private Logic Predicates(Func<uint, uint, uint> operation, int second)
    {
        (int a, uint flipA) = Predicate(Operand(1));
        (int b, uint flipB) = Predicate(Operand(second));
        return new(Target(0, 0), a, flipA, b, flipB, operation);
    }

    /// <summary>Where a predicate lies, and which bits are to be turned over.</summary>
    private (int Offset, uint Flip) Predicate(Operand operand) => operand switch
    {
        NegatedOperand negated => (Source(negated.Register, 0), uint.MaxValue),
        NumberOperand number => (_registers.Constant(number.Bits == 0 ? 0 : uint.MaxValue, 0), 0),
        _ => (Source(operand, 0), 0),
    };
}
