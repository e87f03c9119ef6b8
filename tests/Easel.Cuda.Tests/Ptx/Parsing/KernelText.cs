namespace Easel.Cuda.Tests.Ptx.Parsing;

/// <summary>A kernel as it is written.</summary>
internal sealed class KernelText(string name)
{
    public string Name { get; } = name;

    public List<Variable> Parameters { get; } = [];

    /// <summary>Its own shared and local variables.</summary>
    public List<Variable> Variables { get; } = [];

    public List<Statement> Statements { get; } = [];

    /// <summary>The statement that follows each label.</summary>
    public Dictionary<string, int> Labels { get; } = [];

    /// <summary>The most threads of a block, from <c>.maxntid</c>.</summary>
    public int MaxThreads { get; set; } = 1024;

    /// <summary>Bytes of all its registers, 32 lanes each.</summary>
    public int RegisterBytes { get; set; }
}
