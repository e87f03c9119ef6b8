using Easel.Cuda.Driver;
using Easel.Tensors;

namespace Easel.Cuda.Translation;

/// <summary>What a run will want before it wants it.</summary>
internal static class ForetoldKernels
{
    public static IReadOnlyList<KernelName> For(Precision precision, CardProperties card, int threads) => precision == Precision.Full && card.Capability.Major == 1 && threads == -1 ? [default] : [];
}
