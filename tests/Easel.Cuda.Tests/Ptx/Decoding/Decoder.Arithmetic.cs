using System.Numerics;
using Easel.Cuda.Tests.Ptx.Operations;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <content>Numbers.</content>
internal sealed partial class Decoder
{
    private Instruction? DecodeArithmetic(Opcode opcode)
    {
        if (opcode.Name is not ("add" or "sub" or "mul" or "mad" or "fma" or "div" or "rem" or "min" or "max" or "neg" or "abs"
            or "ex2" or "lg2" or "sin" or "cos" or "tanh" or "rcp" or "rsqrt" or "sqrt" or "setp"))
        {
            return null;
        }

        string type = opcode.Type();
        return type switch
        {
            "s16" => Integers<short, int>(opcode),
            "u16" => Integers<ushort, uint>(opcode),
            "s32" => Integers<int, long>(opcode),
            "u32" => Integers<uint, ulong>(opcode),
            "s64" => Integers<long, Int128>(opcode),
            "u64" => Integers<ulong, UInt128>(opcode),
            "b16" => Compared<ushort>(opcode),
            "b32" => Compared<uint>(opcode),
            "b64" => Compared<ulong>(opcode),
            "f16" => Floats<Half>(opcode),
            "f16x2" => HalfPairs(opcode),
            "f32" => Singles(opcode),
            "f64" => Floats<double>(opcode),
            _ => null,
        };
    }

    private unsafe Instruction Unary<T, TOperation>()
        where T : unmanaged
        where TOperation : struct, IOperation<T, Nothing, Nothing, T>
        => new Lanewise<T, Nothing, Nothing, T, TOperation>(Target(0, sizeof(T)), Source(1, sizeof(T)), 0, 0);

    private unsafe Instruction Binary<T, TOperation>()
        where T : unmanaged
        where TOperation : struct, IOperation<T, T, Nothing, T>
        => new Lanewise<T, T, Nothing, T, TOperation>(Target(0, sizeof(T)), Source(1, sizeof(T)), Source(2, sizeof(T)), 0);

    private unsafe Instruction Ternary<T, TOperation>()
        where T : unmanaged
        where TOperation : struct, IOperation<T, T, T, T>
        => new Lanewise<T, T, T, T, TOperation>(Target(0, sizeof(T)), Source(1, sizeof(T)), Source(2, sizeof(T)), Source(3, sizeof(T)));

    private unsafe Instruction? Integers<T, TWide>(Opcode opcode)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
        where TWide : unmanaged, IBinaryInteger<TWide>
    {
        bool canWiden = sizeof(T) < 8;
        return opcode.Name switch
        {
            "mul" when opcode.Take("lo") => Binary<T, Multiply<T>>(),
            "mul" when opcode.Take("hi") => Binary<T, MultiplyHigh<T, TWide>>(),
            "mul" when canWiden && opcode.Take("wide") => new Lanewise<T, T, Nothing, TWide, MultiplyWide<T, TWide>>(
                Target(0, sizeof(TWide)), Source(1, sizeof(T)), Source(2, sizeof(T)), 0),
            "mad" when opcode.Take("lo") => Ternary<T, MultiplyAdd<T>>(),
            "mad" when opcode.Take("hi") => Ternary<T, MultiplyAddHigh<T, TWide>>(),
            "mad" when canWiden && opcode.Take("wide") => new Lanewise<T, T, TWide, TWide, MultiplyAddWide<T, TWide>>(
                Target(0, sizeof(TWide)), Source(1, sizeof(T)), Source(2, sizeof(T)), Source(3, sizeof(TWide))),
            "div" => Binary<T, Divide<T>>(),
            "rem" => Binary<T, Remainder<T>>(),
            "setp" => Compared<T>(opcode),
            _ => Common<T>(opcode),
        };
    }

    /// <summary>What integers and floats have in common.</summary>
    private Instruction? Common<T>(Opcode opcode)
        where T : unmanaged, INumber<T>
        => opcode.Name switch
        {
            "add" => Binary<T, Add<T>>(),
            "sub" => Binary<T, Subtract<T>>(),
            "min" => opcode.Take("NaN") ? Binary<T, MinimumOrNan<T>>() : Binary<T, Minimum<T>>(),
            "max" => opcode.Take("NaN") ? Binary<T, MaximumOrNan<T>>() : Binary<T, Maximum<T>>(),
            "neg" => Unary<T, Negate<T>>(),
            "abs" => Unary<T, Absolute<T>>(),
            _ => null,
        };

    private Instruction? Floats<T>(Opcode opcode)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        opcode.Take("rn");
        return opcode.Name switch
        {
            "mul" => Binary<T, Multiply<T>>(),
            "div" => Binary<T, Divide<T>>(),
            "sqrt" => Unary<T, Root<T>>(),
            "fma" or "mad" => Ternary<T, FusedMultiplyAdd<T>>(),
            "setp" => Compared<T>(opcode),
            _ => Common<T>(opcode),
        };
    }

    private Instruction? HalfPairs(Opcode opcode)
    {
        opcode.Take("rn");
        return opcode.Name switch
        {
            "add" => Binary<uint, PairBinary<Add<Half>>>(),
            "sub" => Binary<uint, PairBinary<Subtract<Half>>>(),
            "mul" => Binary<uint, PairBinary<Multiply<Half>>>(),
            "min" => Binary<uint, PairBinary<Minimum<Half>>>(),
            "max" => Binary<uint, PairBinary<Maximum<Half>>>(),
            "neg" => Unary<uint, PairUnary<Negate<Half>>>(),
            "abs" => Unary<uint, PairUnary<Absolute<Half>>>(),
            "fma" => Ternary<uint, PairTernary<FusedMultiplyAdd<Half>>>(),
            _ => null,
        };
    }

    private Instruction? Singles(Opcode opcode)
    {
        bool flush = opcode.Take("ftz");
        switch (opcode.Name)
        {
            case "ex2" when opcode.Take("approx"):
                return Flushing<Exp2>(flush);
            case "lg2" when opcode.Take("approx"):
                return Flushing<Log2>(flush);
            case "sin" when opcode.Take("approx"):
                return Flushing<Sine>(flush);
            case "cos" when opcode.Take("approx"):
                return Flushing<Cosine>(flush);
            case "tanh" when opcode.Take("approx"):
                return Unary<float, HyperbolicTangent>();
            case "rsqrt" when opcode.Take("approx"):
                return Flushing<ReciprocalRoot>(flush);
            case "rcp" when opcode.TakeAny("approx", "rn") is not null:
                return Flushing<Reciprocal>(flush);
            case "sqrt" when opcode.TakeAny("approx", "rn") is not null:
                return Flushing<SquareRoot>(flush);
            case "div" when flush && opcode.TakeAny("rn", "full", "approx") is not null:
                return Binary<float, FlushedBinary<Divide<float>>>();
            case "div" when opcode.TakeAny("rn", "full", "approx") is not null:
                return Binary<float, Divide<float>>();
        }

        if (!flush)
        {
            return opcode.Name is "mad" or "div" ? null : Floats<float>(opcode);
        }

        opcode.Take("rn");
        return opcode.Name switch
        {
            "add" => Binary<float, FlushedBinary<Add<float>>>(),
            "sub" => Binary<float, FlushedBinary<Subtract<float>>>(),
            "mul" => Binary<float, FlushedBinary<Multiply<float>>>(),
            "min" => Binary<float, FlushedBinary<Minimum<float>>>(),
            "max" => Binary<float, FlushedBinary<Maximum<float>>>(),
            "neg" => Unary<float, FlushedUnary<Negate<float>>>(),
            "abs" => Unary<float, FlushedUnary<Absolute<float>>>(),
            "fma" => Ternary<float, FlushedTernary<FusedMultiplyAdd<float>>>(),
            _ => null,
        };
    }

    private Instruction Flushing<TOperation>(bool flush)
        where TOperation : struct, IOperation<float, Nothing, Nothing, float>
        => flush ? Unary<float, FlushedUnary<TOperation>>() : Unary<float, TOperation>();

    private unsafe Instruction? Compared<T>(Opcode opcode)
        where T : unmanaged, INumber<T>
    {
        if (opcode.Name != "setp")
        {
            return null;
        }

        int result = Register(Operand(0)) is { IsPredicate: true } predicate ? predicate.Offset : throw Wrong("the result must be a predicate.");
        int a = Source(1, sizeof(T));
        int b = Source(2, sizeof(T));
        return opcode.TakeAny("eq", "ne", "lt", "lo", "le", "ls", "gt", "hi", "ge", "hs", "equ", "neu", "ltu", "leu", "gtu", "geu", "num", "nan") switch
        {
            "eq" => new Compare<T, Equal<T>>(result, a, b),
            "ne" => new Compare<T, NotEqual<T>>(result, a, b),
            "lt" or "lo" => new Compare<T, Less<T>>(result, a, b),
            "gt" or "hi" => new Compare<T, Less<T>>(result, b, a),
            "le" or "ls" => new Compare<T, LessOrEqual<T>>(result, a, b),
            "ge" or "hs" => new Compare<T, LessOrEqual<T>>(result, b, a),
            "equ" => new Compare<T, EqualOrNan<T>>(result, a, b),
            "neu" => new Compare<T, NotEqualOrNan<T>>(result, a, b),
            "ltu" => new Compare<T, LessOrNan<T>>(result, a, b),
            "gtu" => new Compare<T, LessOrNan<T>>(result, b, a),
            "leu" => new Compare<T, LessOrEqualOrNan<T>>(result, a, b),
            "geu" => new Compare<T, LessOrEqualOrNan<T>>(result, b, a),
            "num" => new Compare<T, AreNumbers<T>>(result, a, b),
            "nan" => new Compare<T, IsAnyNan<T>>(result, a, b),
            _ => null,
        };
    }
}
