namespace Easel.Cuda.Tests.Ptx.Parsing;

/// <summary>A PTX file as it is written.</summary>
internal sealed class ModuleText
{
    /// <summary>70 for 7.0.</summary>
    public int Version { get; set; }

    /// <summary>80 for sm_80.</summary>
    public int Target { get; set; }

    /// <summary>Whether the target is written with an a, as sm_90a: the code runs on no other card.</summary>
    public bool IsArchitectureSpecific { get; set; }

    /// <summary>As written.</summary>
    public string TargetName => $"sm_{Target}{(IsArchitectureSpecific ? "a" : "")}";

    public List<Variable> Variables { get; } = [];

    public List<KernelText> Kernels { get; } = [];
}
