using Easel.Cuda.Tests.Ptx.Operations;
using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <summary>Makes instructions of statements. What it does not know it refuses, naming the line.</summary>
internal sealed partial class Decoder
{
    private readonly KernelText _text;
    private readonly ModuleText _module;
    private readonly RegisterFile _registers;

    /// <summary>Addresses of variables, each in its space.</summary>
    private readonly Dictionary<string, ulong> _places;

    private readonly int _sharedBytes;
    private readonly int _localBytes;
    private readonly int _parameterBytes;
    private int _cellBytes = 4;
    private bool _meetsInParts;
    private bool _countsInMemory;

    private Statement _statement = null!;

    public Decoder(KernelText text, ModuleText module, IReadOnlyDictionary<string, ulong> globals)
    {
        _text = text;
        _module = module;
        _registers = new(text.RegisterBytes);
        _places = new(globals);

        // The block's own variables first, then those whose size is said at the launch.
        IEnumerable<Variable> shared = module.Variables.Concat(text.Variables).Where(variable => variable.Space == "shared" && IsUsed(variable));
        _sharedBytes = Place(shared.OrderBy(variable => variable.Bytes == 0));
        _localBytes = (Place(text.Variables.Where(variable => variable.Space == "local")) + 15) & ~15;
        _parameterBytes = Place(text.Parameters);
        FindProductRegisters();
    }

    public Kernel Decode()
    {
        Instruction[] code = [.. _text.Statements.Select(DecodeStatement), new Marker(Flow.Exit)];
        return new()
        {
            Name = _text.Name,
            Code = code,
            RegisterTemplate = _registers.Template(),
            SpecialRegisters = _registers.Specials,
            ParameterBytes = _parameterBytes,
            MaxThreads = _text.MaxThreads,
            StaticSharedBytes = _sharedBytes,
            LocalBytes = _localBytes,
            SharedCellBytes = _cellBytes,
            ProductRegisters = _productRegisters.Count,
            MeetsInParts = _meetsInParts,
            CountsInMemory = _countsInMemory,
        };
    }

    private int Place(IEnumerable<Variable> variables)
    {
        int bytes = 0;
        foreach (Variable variable in variables)
        {
            bytes = (bytes + variable.Alignment - 1) & -variable.Alignment;
            _places[variable.Name] = (ulong)bytes;
            bytes += variable.Bytes;
        }

        return bytes;
    }

    private bool IsUsed(Variable variable)
        => _text.Statements.Exists(statement => statement.Operands.Any(operand => operand is SymbolOperand symbol && symbol.Name == variable.Name
            || operand is AddressOperand { Base: SymbolOperand place } && place.Name == variable.Name));

    private Instruction DecodeStatement(Statement statement)
    {
        _statement = statement;
        var opcode = new Opcode(statement);
        Instruction instruction = DecodeWarpgroup(opcode) ?? DecodeControl(opcode) ?? DecodeMemory(opcode) ?? DecodeMatrix(opcode)
            ?? DecodeTogether(opcode) ?? DecodeMove(opcode) ?? DecodeConversion(opcode) ?? DecodeBits(opcode) ?? DecodeArithmetic(opcode) ?? throw opcode.Unknown();
        opcode.End();
        instruction.Line = statement.Line;
        instruction.Text = statement.Text;
        instruction.Touched = opcode.Name == "wgmma" ? null : TouchedProductRegisters(statement);
        if (statement.Guard is { } guard)
        {
            instruction.Guard = guard.IsPredicate ? guard.Offset : throw Wrong($"the guard '{guard.Name}' is not a predicate.");
            instruction.GuardFlip = statement.GuardNegated ? uint.MaxValue : 0;
        }

        return instruction;
    }

    private Instruction? DecodeControl(Opcode opcode)
    {
        switch (opcode.Name)
        {
            case "bra":
                opcode.Take("uni");
                string label = Operand(0) is SymbolOperand symbol ? symbol.Name : throw Wrong("a branch needs a label.");
                return new Branch(_text.Labels.TryGetValue(label, out int target) ? target : throw Wrong($"there is no label '{label}'."));
            case "ret" or "exit":
                return new Marker(Flow.Exit);
            case "trap":
                return new Trap();
            case "bar" or "barrier" when (opcode.Take("cta") || true) && opcode.TakeAny("sync", "arrive") is string kind:
                return DecodeBarrier(opcode, kind);
            case "membar" or "fence":
                _ = opcode.TakeAny("sc", "acq_rel");
                return opcode.TakeAny("gl", "cta", "sys", "gpu") == "cta" ? new Marker(Flow.Next) : new FenceOfCard();
            default:
                return null;
        }
    }

    private Instruction? DecodeBarrier(Opcode opcode, string kind)
    {
        opcode.Take("aligned");
        if (kind == "sync" && opcode.Take("warp"))
        {
            return RequireAllLanes(0, new Marker(Flow.Together));
        }

        bool ofAll = _statement.Operands.Count == 1;
        if (_statement.Operands.Count is not (1 or 2) || (ofAll && kind == "arrive"))
        {
            throw Wrong("a barrier has a number and threads; 'arrive' must say how many.");
        }

        _meetsInParts |= !ofAll;
        return new ComeToBarrier(Source(0, 4), ofAll ? -1 : Source(1, 4), kind == "sync");
    }

    private Instruction RequireAllLanes(int mask, Instruction instruction)
        => Operand(mask) is NumberOperand number && (uint)number.Bits == uint.MaxValue ? instruction : throw Wrong("only the mask -1, all lanes, is known.");

    private Operand Operand(int index)
        => index < _statement.Operands.Count ? _statement.Operands[index] : throw Wrong("an operand is missing.");

    private PtxException Wrong(string message) => new(_statement.Line, $"'{_statement.Text}': {message}");

    /// <summary>Where an operand of so many bytes lies among the registers.</summary>
    private int Source(int index, int bytes) => Source(Operand(index), bytes);

    private int Source(Operand operand, int bytes) => operand switch
    {
        RegisterOperand register => register.Bytes == bytes ? register.Offset : throw Wrong($"'{register.Name}' does not have {bytes} bytes."),
        NumberOperand number => _registers.Constant(Bits(number, bytes), bytes),
        SymbolOperand symbol when symbol.Name.StartsWith('%') => bytes == 4 ? _registers.Special(symbol.Name, _statement.Line) : throw Wrong("a special register has 4 bytes."),
        SymbolOperand symbol => _registers.Constant(_places.TryGetValue(symbol.Name, out ulong place) ? place : throw Wrong($"there is no '{symbol.Name}'."), bytes),
        _ => throw Wrong("an operand is of another kind than expected."),
    };

    private ulong Bits(NumberOperand number, int bytes) => number.Real is not double real ? number.Bits : bytes switch
    {
        4 => BitConverter.SingleToUInt32Bits((float)real),
        8 => BitConverter.DoubleToUInt64Bits(real),
        _ => throw Wrong("a fraction must be a float."),
    };

    /// <summary>Where a result of so many bytes goes.</summary>
    private int Target(int index, int bytes) => Target(Operand(index), bytes);

    private int Target(Operand operand, int bytes) => operand switch
    {
        RegisterOperand register => register.Bytes == bytes ? register.Offset : throw Wrong($"'{register.Name}' does not have {bytes} bytes."),
        SymbolOperand { Name: "_" } => _registers.Constant(0xdead, bytes), // A place that nobody reads.
        _ => throw Wrong("a result must be a register."),
    };

    private RegisterOperand Register(Operand operand) => operand as RegisterOperand ?? throw Wrong("an operand must be a register.");

    private int TypeBytes(string type) => Types.Bytes(type, _statement.Line);
}
