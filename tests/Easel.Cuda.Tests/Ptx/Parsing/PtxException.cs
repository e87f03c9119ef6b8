namespace Easel.Cuda.Tests.Ptx.Parsing;

/// <summary>PTX that is wrong, or that the interpreter does not know.</summary>
internal sealed class PtxException(int line, string message) : Exception($"line {line}: {message}")
{
    public int Line { get; } = line;
}
