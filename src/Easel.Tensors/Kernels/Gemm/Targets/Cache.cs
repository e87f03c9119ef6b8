using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>Advice to the processor's caches, where it takes any.</summary>
internal static unsafe class Cache
{
    /// <summary>Bytes that are fetched together.</summary>
    public const int Line = 64;

    /// <summary>Fetches a line that will be needed soon: into the second level, so that it does not push out what is read now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(byte* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }
}
