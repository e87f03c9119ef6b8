using Easel.Tensors.Kernels.Gemm;

namespace Easel.Tensors.Backends.Cpu;

/// <summary>Which kernels a <see cref="CpuDevice"/> has to choose from on this processor, by name, and which it chooses.</summary>
public static class CpuKernels
{
    /// <summary>Those that this processor has the instructions for, best first: half precision's, then single precision's.</summary>
    public static IReadOnlyList<string> Supported { get; } = [.. GemmTargets.Mixed.Concat(GemmTargets.All.Where(target => target.IsSupported)).Select(target => target.Name)];

    /// <summary>The one that is chosen.</summary>
    public static string Chosen(Precision precision) => (precision == Precision.Autocast ? GemmTargets.BestMixed : GemmTargets.Best).Name;
}
