using Easel.Cuda.Tests.Ptx.Operations;
using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <content>What lanes of a warp do together.</content>
internal sealed partial class Decoder
{
    private Instruction? DecodeMatrix(Opcode opcode)
    {
        switch (opcode.Name)
        {
            case "ldmatrix" when opcode.Take("sync") && opcode.Take("aligned") && opcode.Take("m8n8") && opcode.Take("shared") && opcode.Take("b16"):
                int count = opcode.TakeAny("x1", "x2", "x4") is { } matrices ? matrices[1] - '0' : throw opcode.Unknown();
                return new LoadMatrices(Parts(0, count, Target), Memory(Space.Shared, Operand(1), 16), opcode.Take("trans"));
            case "mma" when opcode.Take("sync") && opcode.Take("aligned"):
                string? shape = opcode.TakeAny("m16n8k16", "m16n8k8");
                bool floats = opcode.Type() == "f32";
                string from = opcode.Type();
                bool same = opcode.Type() == from;
                if (shape is null || !floats || !same || from is not ("f16" or "bf16") || opcode.Type() != "f32" || !opcode.Take("row") || !opcode.Take("col"))
                {
                    throw opcode.Unknown();
                }

                int steps = shape == "m16n8k16" ? 2 : 1;
                return new MultiplyMatrices(Parts(0, 4, Target), Parts(1, 2 * steps, Source), Parts(2, steps, Source), Parts(3, 4, Source), from == "bf16");
            default:
                return null;
        }
    }

    /// <summary>The registers of a vector, 4 bytes each.</summary>
    private int[] Parts(int index, int count, Func<Operand, int, int> place)
    {
        IReadOnlyList<Operand> items = Operand(index) is VectorOperand vector ? vector.Items : [Operand(index)];
        return items.Count == count ? [.. items.Select(item => place(item, 4))] : throw Wrong($"{count} registers were expected, not {items.Count}.");
    }

    private Instruction? DecodeTogether(Opcode opcode)
    {
        switch (opcode.Name)
        {
            case "shfl" when opcode.Take("sync") && opcode.Take("b32"):
                ShuffleMode mode = opcode.TakeAny("up", "down", "bfly", "idx") switch
                {
                    "up" => ShuffleMode.Up,
                    "down" => ShuffleMode.Down,
                    "bfly" => ShuffleMode.Butterfly,
                    "idx" => ShuffleMode.Index,
                    _ => throw opcode.Unknown(),
                };
                var pair = Operand(0) as PairOperand;
                int inRange = pair is null ? -1 : Target(pair.Second, 0);
                return RequireAllLanes(4, new Shuffle(mode, Target(pair?.First ?? Operand(0), 4), inRange, Source(1, 4), Source(2, 4), Source(3, 4)));
            case "vote" when opcode.Take("sync"):
                string type = opcode.Type();
                string? vote = opcode.TakeAny("all", "any", "uni", "ballot");
                (int predicate, uint flip) = Predicate(Operand(1));
                return vote is null || (vote == "ballot") != (type == "b32")
                    ? null
                    : RequireAllLanes(2, new Vote(vote, Target(0, TypeBytes(type)), predicate, flip));
            case "redux" when opcode.Take("sync"):
                Func<uint, uint, uint>? join = (opcode.TakeAny("add", "min", "max", "and", "or", "xor"), opcode.Type()) switch
                {
                    ("add", "u32" or "s32") => (a, b) => a + b,
                    ("min", "u32") => Math.Min,
                    ("max", "u32") => Math.Max,
                    ("min", "s32") => (a, b) => (uint)Math.Min((int)a, (int)b),
                    ("max", "s32") => (a, b) => (uint)Math.Max((int)a, (int)b),
                    ("and", "b32") => (a, b) => a & b,
                    ("or", "b32") => (a, b) => a | b,
                    ("xor", "b32") => (a, b) => a ^ b,
                    _ => null,
                };
                return join is null ? null : RequireAllLanes(2, new Reduce(Target(0, 4), Source(1, 4), join));
            case "activemask" when opcode.Take("b32"):
                return new ActiveMask(Target(0, 4));
            default:
                return null;
        }
    }
}
