namespace Easel.Cuda.Tests.Ptx.Parsing;

/// <summary>What an instruction works on.</summary>
internal abstract record Operand;

/// <summary>A register of a kernel.</summary>
/// <param name="Name">As declared.</param>
/// <param name="Type">Such as <c>f32</c>, or <c>pred</c>.</param>
/// <param name="Bytes">Of one lane; a predicate's 32 lanes are the bits of one word, and it has 0.</param>
/// <param name="Offset">Where its lanes lie among the registers of a warp.</param>
internal sealed record RegisterOperand(string Name, string Type, int Bytes, int Offset) : Operand
{
    public bool IsPredicate => Bytes == 0;
}

/// <summary>A predicate's opposite, <c>!%p1</c>.</summary>
internal sealed record NegatedOperand(RegisterOperand Register) : Operand;

/// <summary>A literal. <paramref name="Real"/> is set for decimal fractions, whose bits depend on the instruction.</summary>
internal sealed record NumberOperand(ulong Bits, double? Real = null) : Operand;

/// <summary>A label, a variable or a special register.</summary>
internal sealed record SymbolOperand(string Name) : Operand;

/// <summary><c>[base + offset]</c></summary>
internal sealed record AddressOperand(Operand Base, long Offset) : Operand;

/// <summary><c>{a, b, c, d}</c></summary>
internal sealed record VectorOperand(IReadOnlyList<Operand> Items) : Operand;

/// <summary><c>a|b</c>: a result and a predicate.</summary>
internal sealed record PairOperand(Operand First, Operand Second) : Operand;
