namespace Easel.Cuda.Tests.Ptx.Parsing;

/// <summary>One instruction as it is written.</summary>
/// <param name="Line">Of the text.</param>
/// <param name="Guard">The predicate that lets a lane take part, if any.</param>
/// <param name="GuardNegated">Whether lanes take part where it is false.</param>
/// <param name="Opcode">With all its suffixes.</param>
/// <param name="Operands">Results first.</param>
/// <param name="Text">The whole, for messages.</param>
internal sealed record Statement(int Line, RegisterOperand? Guard, bool GuardNegated, string Opcode, IReadOnlyList<Operand> Operands, string Text);
