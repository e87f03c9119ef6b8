using Easel.Cuda.Tests.Ptx.Operations;
using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <content>Memory.</content>
internal sealed partial class Decoder
{
    private Instruction? DecodeMemory(Opcode opcode)
    {
        switch (opcode.Name)
        {
            case "ld" or "st":
                return LoadOrStore(opcode);
            case "atom" or "red":
                return DecodeAtomic(opcode);
            case "cp" when opcode.Take("async"):
                return DecodeCopy(opcode);
            default:
                return null;
        }
    }

    private Instruction LoadOrStore(Opcode opcode)
    {
        bool load = opcode.Name == "ld";
        string type = opcode.Type();
        int bytes = TypeBytes(type);
        int count = opcode.TakeAny("v2", "v4") is { } vector ? vector[1] - '0' : 1;
        TakeOrder(opcode);
        _ = opcode.TakeAny("ca", "cg", "cs", "lu", "cv", "wb", "wt");
        opcode.Take("nc");
        Place place = Memory(opcode, Operand(load ? 1 : 0), bytes * count);

        Operand value = Operand(load ? 0 : 1);
        IReadOnlyList<Operand> items = value is VectorOperand list ? list.Items : [value];
        if (items.Count != count)
        {
            throw Wrong($"{count} values were expected.");
        }

        int registerBytes = items.OfType<RegisterOperand>().FirstOrDefault()?.Bytes ?? bytes;
        if (registerBytes < bytes)
        {
            throw Wrong("a register is too narrow.");
        }

        return load
            ? new Load(place, [.. items.Select(item => Target(item, registerBytes))], registerBytes, bytes, type[0] == 's')
            : new Store(place, [.. items.Select(item => Source(item, registerBytes))], registerBytes, bytes);
    }

    /// <summary>What a card may reorder, the interpreter does in order; but it knows what is ordered between blocks.</summary>
    private static MemoryOrder TakeOrder(Opcode opcode)
    {
        MemoryOrder order = opcode.TakeAny("volatile", "weak", "relaxed", "acquire", "release", "acq_rel") switch
        {
            "acquire" => MemoryOrder.Acquire,
            "release" => MemoryOrder.Release,
            "acq_rel" => MemoryOrder.Acquire | MemoryOrder.Release,
            _ => MemoryOrder.Relaxed,
        };
        return opcode.TakeAny("cta", "gpu", "sys") == "cta" ? MemoryOrder.Relaxed : order;
    }

    private Place Memory(Opcode opcode, Operand operand, int bytes)
    {
        Space space = opcode.TakeAny("global", "const", "shared", "local", "param", "shared::cluster") switch
        {
            "global" or "const" => Space.Global,
            "shared" => Space.Shared,
            "shared::cluster" => Space.Cluster,
            "local" => Space.Local,
            "param" => Space.Parameters,
            _ => Space.Generic,
        };
        return Memory(space, operand, bytes);
    }

    private Place Memory(Space space, Operand operand, int bytes)
    {
        if (space == Space.Cluster)
        {
            RequireTarget();
            if (_statement.Opcode.StartsWith("st", StringComparison.Ordinal))
            {
                throw Wrong("only reading of other blocks' shared memory is known.");
            }
        }

        if (space is Space.Shared or Space.Generic or Space.Cluster)
        {
            _cellBytes = Math.Min(_cellBytes, bytes);
        }

        if (operand is not AddressOperand address)
        {
            throw Wrong("an address was expected.");
        }

        int width = address.Base is RegisterOperand { Bytes: 4 } ? 4 : 8;
        return new(space, Source(address.Base, width), width, address.Offset);
    }

    private AtomicChange? DecodeAtomic(Opcode opcode)
    {
        bool keeps = opcode.Name == "atom";
        string type = opcode.Type();
        int bytes = TypeBytes(type);
        MemoryOrder order = TakeOrder(opcode);
        Place place = Memory(opcode, Operand(keeps ? 1 : 0), bytes);
        _countsInMemory |= place.Space is Space.Global or Space.Generic;
        string? name = opcode.TakeAny("add", "min", "max", "and", "or", "xor", "exch", "cas", "inc", "dec");
        int first = keeps ? 2 : 1;
        int[] sources = name == "cas" ? [Source(first, bytes), Source(first + 1, bytes)] : [Source(first, bytes)];
        Func<ulong, ulong, ulong, ulong>? change = (name, type) switch
        {
            ("add", "u32" or "s32" or "u64" or "s64") => (old, a, _) => old + a,
            ("add", "f32") => (old, a, _) => BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle((uint)old) + BitConverter.UInt32BitsToSingle((uint)a)),
            ("add", "f64") => (old, a, _) => BitConverter.DoubleToUInt64Bits(BitConverter.UInt64BitsToDouble(old) + BitConverter.UInt64BitsToDouble(a)),
            ("min", "u32" or "u64") => (old, a, _) => Math.Min(old, a),
            ("max", "u32" or "u64") => (old, a, _) => Math.Max(old, a),
            ("min", "s32") => (old, a, _) => (uint)Math.Min((int)old, (int)a),
            ("max", "s32") => (old, a, _) => (uint)Math.Max((int)old, (int)a),
            ("min", "s64") => (old, a, _) => (ulong)Math.Min((long)old, (long)a),
            ("max", "s64") => (old, a, _) => (ulong)Math.Max((long)old, (long)a),
            ("and", "b32" or "b64") => (old, a, _) => old & a,
            ("or", "b32" or "b64") => (old, a, _) => old | a,
            ("xor", "b32" or "b64") => (old, a, _) => old ^ a,
            ("exch", "b32" or "b64") => (_, a, _) => a,
            ("cas", "b32" or "b64") => (old, a, b) => old == a ? b : old,
            ("inc", "u32") => (old, a, _) => old >= a ? 0 : old + 1,
            ("dec", "u32") => (old, a, _) => old == 0 || old > a ? a : old - 1,
            _ => null,
        };
        int result = keeps ? Target(0, bytes) : Target(new SymbolOperand("_"), bytes);
        return change is null ? null : new(place, result, sources, bytes, change, order);
    }

    private Instruction? DecodeCopy(Opcode opcode)
    {
        if (opcode.Take("commit_group"))
        {
            return new CommitCopies();
        }

        if (opcode.Take("wait_all"))
        {
            return new WaitForCopies(-1);
        }

        if (opcode.Take("wait_group"))
        {
            return new WaitForCopies(Operand(0) is NumberOperand newest ? (int)newest.Bits : throw Wrong("the number of groups must be a number."));
        }

        bool pastFirstCache = opcode.Take("cg");
        if (!(pastFirstCache || opcode.Take("ca")) || !opcode.Take("shared") || !opcode.Take("global"))
        {
            return null;
        }

        _ = opcode.TakeAny("L2::64B", "L2::128B", "L2::256B");
        int bytes = Operand(2) is NumberOperand number ? (int)number.Bits : throw Wrong("the bytes must be a number.");
        if (bytes != 16 && (pastFirstCache || bytes is not (4 or 8)))
        {
            throw Wrong($"{bytes} bytes cannot be copied so.");
        }

        int valid = _statement.Operands.Count > 3 ? Source(3, 4) : _registers.Constant((ulong)bytes, 4);
        return new BeginCopy(Memory(Space.Shared, Operand(0), bytes), Memory(Space.Global, Operand(1), bytes), bytes, valid);
    }
}
