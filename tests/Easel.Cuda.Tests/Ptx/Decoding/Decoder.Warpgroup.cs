using System.Globalization;
using Easel.Cuda.Tests.Ptx.Operations;
using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <content>Products of warpgroups, and what else came with sm_90.</content>
internal sealed partial class Decoder
{
    private const string Product = "wgmma.mma_async.";

    /// <summary>Registers that take part in products, by place, numbered.</summary>
    private readonly Dictionary<int, int> _productRegisters = [];

    private Instruction? DecodeWarpgroup(Opcode opcode)
    {
        switch (opcode.Name)
        {
            case "wgmma" when opcode.Take("sync") && opcode.Take("aligned"):
                RequireTarget(specific: true);
                return DecodeProduct(opcode);
            case "fence" when opcode.Take("proxy") && opcode.Take("async"):
                RequireTarget();
                _ = opcode.TakeAny("shared::cta", "shared::cluster", "global");
                return new FenceAsyncProxy();
            case "setmaxnreg" when opcode.TakeAny("inc", "dec") is not null && opcode.Take("sync") && opcode.Take("aligned") && opcode.Take("u32"):
                RequireTarget(specific: true);
                return Operand(0) is NumberOperand { Bits: >= 24 and <= 256 } registers && registers.Bits % 8 == 0
                    ? new Marker(Flow.Together)
                    : throw Wrong("24 to 256 registers, in steps of 8, can be asked for.");
            case "barrier" when opcode.Take("cluster"):
                RequireTarget();
                bool arrives = opcode.Take("arrive");
                if (!arrives && !opcode.Take("wait"))
                {
                    return null;
                }

                bool releases = !(arrives && opcode.Take("relaxed"));
                opcode.Take(arrives ? "release" : "acquire"); // Its name need not be said.
                return opcode.Take("aligned") ? arrives ? new ArriveInCluster(releases) : new WaitForCluster() : throw Wrong("only what all lanes do at once is known.");
            case "mapa" when opcode.Take("shared::cluster") && opcode.Take("u32"):
                RequireTarget();
                return new MapToBlock(Target(0, 4), Source(1, 4), Source(2, 4));
            case "griddepcontrol" when opcode.TakeAny("wait", "launch_dependents") is not null:
                RequireTarget();
                return new Marker(Flow.Next);
            default:
                return null;
        }
    }

    private Instruction? DecodeProduct(Opcode opcode)
    {
        if (_productRegisters.Count == 0)
        {
            throw Wrong("the kernel has no product.");
        }

        if (opcode.Take("fence"))
        {
            return new FenceProducts();
        }

        if (opcode.Take("commit_group"))
        {
            return new CommitProducts();
        }

        if (opcode.Take("wait_group"))
        {
            return new WaitForProducts(Operand(0) is NumberOperand { Bits: <= 7 } newest ? (int)newest.Bits : throw Wrong("0 to 7 groups can be left under way."));
        }

        string? shape = opcode.Take("mma_async") ? opcode.TakeLike("m64n") : null;
        if (shape is null || !shape.EndsWith("k16", StringComparison.Ordinal) || opcode.Type() != "f16" || opcode.Type() != "f16" || opcode.Type() != "f32")
        {
            return null;
        }

        int columns = int.Parse(shape.AsSpan(4, shape.Length - 7), CultureInfo.InvariantCulture);
        if (columns is < 8 or > 256 || columns % 8 != 0)
        {
            throw Wrong("a product has 8 to 256 columns, in steps of 8.");
        }

        bool inRegisters = Operand(1) is VectorOperand;
        if (_statement.Operands.Count != (inRegisters ? 7 : 8) || !Choice(4) || !Choice(5))
        {
            throw Wrong("a product must have its factors, whether to add, two scales, of which only 1 is known, and a transposition for each factor in shared memory.");
        }

        int[] sums = Parts(0, columns / 2, Target);
        Factor left = inRegisters ? new(Parts(1, 4, Source), 0, false) : new([], Source(1, 8), Choice(6));
        var right = new Factor([], Source(2, 8), Choice(inRegisters ? 6 : 7));
        return new MultiplyInWarpgroup(sums, left, right, Predicate(Operand(3)))
        {
            SumNumbers = [.. sums.Select(place => _productRegisters[place])],
            LeftNumbers = [.. left.Registers.Select(place => _productRegisters.GetValueOrDefault(place, -1)).Where(number => number >= 0)],
        };
    }

    /// <summary>An operand that must be 0 or 1.</summary>
    private bool Choice(int index) => Operand(index) is NumberOperand { Bits: 0 or 1 } number ? number.Bits == 1 : throw Wrong("0 or 1 was expected.");

    private void RequireTarget(bool specific = false)
    {
        if (_module.Version < 80 || _module.Target < 90 || (specific && !_module.IsArchitectureSpecific))
        {
            throw Wrong($"needs PTX 8.0 for sm_90{(specific ? "a" : "")}, this is {_module.Version / 10}.{_module.Version % 10} for {_module.TargetName}.");
        }
    }

    private void FindProductRegisters()
    {
        foreach (Statement statement in _text.Statements.Where(statement => statement.Opcode.StartsWith(Product, StringComparison.Ordinal)))
        {
            foreach (RegisterOperand register in statement.Operands.Take(2).OfType<VectorOperand>().SelectMany(Registers))
            {
                _productRegisters.TryAdd(register.Offset, _productRegisters.Count);
            }
        }
    }

    private int[]? TouchedProductRegisters(Statement statement)
    {
        if (_productRegisters.Count == 0)
        {
            return null;
        }

        int[] touched = [.. statement.Operands.SelectMany(Registers).Where(register => _productRegisters.ContainsKey(register.Offset))
            .Select(register => _productRegisters[register.Offset])];
        return touched.Length > 0 ? touched : null;
    }

    private static IEnumerable<RegisterOperand> Registers(Operand operand) => operand switch
    {
        RegisterOperand register => [register],
        NegatedOperand negated => [negated.Register],
        AddressOperand address => Registers(address.Base),
        VectorOperand vector => vector.Items.SelectMany(Registers),
        PairOperand pair => Registers(pair.First).Concat(Registers(pair.Second)),
        _ => [],
    };
}
