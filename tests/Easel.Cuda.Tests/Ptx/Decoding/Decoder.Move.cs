using Easel.Cuda.Tests.Ptx.Operations;
using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <content>Moves, packing, and the choice between two values.</content>
internal sealed partial class Decoder
{
    private Instruction? DecodeMove(Opcode opcode)
    {
        switch (opcode.Name)
        {
            case "mov":
                string type = opcode.Type();
                return type == "pred" ? Predicates((a, _) => a, 1) : Move(TypeBytes(type));
            case "selp":
                int bytes = TypeBytes(opcode.Type());
                (int predicate, uint flip) = Predicate(Operand(3));
                return bytes switch
                {
                    2 => new Select<ushort>(Target(0, 2), Source(1, 2), Source(2, 2), predicate, flip),
                    4 => new Select<uint>(Target(0, 4), Source(1, 4), Source(2, 4), predicate, flip),
                    8 => new Select<ulong>(Target(0, 8), Source(1, 8), Source(2, 8), predicate, flip),
                    _ => null,
                };
            case "cvta":
                return DecodeAddressConversion(opcode);
            default:
                return null;
        }
    }

    private Instruction? Move(int bytes)
    {
        if (Operand(0) is VectorOperand results)
        {
            int part = bytes / results.Items.Count;
            return new Unpack([.. results.Items.Select(item => Target(item, part))], part, Source(1, bytes), bytes);
        }

        if (Operand(1) is VectorOperand sources)
        {
            int part = bytes / sources.Items.Count;
            return new Pack(Target(0, bytes), bytes, [.. sources.Items.Select(item => Source(item, part))], part);
        }

        return bytes switch
        {
            2 => Unary<ushort, Copy<ushort>>(),
            4 => Unary<uint, Copy<uint>>(),
            8 => Unary<ulong, Copy<ulong>>(),
            _ => null,
        };
    }

    /// <summary>Between addresses of a space and generic ones. Global addresses are the same in both.</summary>
    private Instruction? DecodeAddressConversion(Opcode opcode)
    {
        if (opcode.Type() != "u64")
        {
            return null;
        }

        bool away = opcode.Take("to");
        ulong window = opcode.TakeAny("global", "const", "shared", "local") switch
        {
            "global" or "const" => 0,
            "shared" => Warp.SharedWindow,
            "local" => Warp.LocalWindow,
            _ => throw opcode.Unknown(),
        };
        int constant = _registers.Constant(away ? 0 - window : window, 8);
        return new Lanewise<ulong, ulong, Nothing, ulong, Add<ulong>>(Target(0, 8), Source(1, 8), constant, 0);
    }
}
