using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels;

/// <summary>How loops over lanes are compiled.</summary>
internal static class KernelLoop
{
    /// <summary>
    /// On its own, because a caller that took in several loops would exhaust the compiler's budget for inlining and leave calls between
    /// lanes (measured: four times slower); and well from the start, because an image may be done before a loop has been found hot.
    /// </summary>
    public const MethodImplOptions Options = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
}
