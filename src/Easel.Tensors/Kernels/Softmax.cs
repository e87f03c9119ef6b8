using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels;

/// <summary>softmax(x)[i] = e^x[i] / (e^x[0] + e^x[1] + …)</summary>
internal static unsafe class Softmax
{
    /// <summary>One row. Source and destination may be the same memory.</summary>
    public static void Row<TLanes, TSixteen>(float* x, float* y, nint count)
        where TLanes : struct, ILanes<TLanes>
        where TSixteen : struct, ILanes<TSixteen>
    {
        // Without the greatest element the powers are at most 1, and their ratios are the same.
        float max = Reductions.Max<TSixteen>(x, count);
        int rest = (int)(count % TLanes.Count);
        PowersAbove<TLanes>(max, x, y, count - rest);
        PowersAbove<Lanes1>(max, x + count - rest, y + count - rest, rest);

        float scale = 1 / Reductions.Sum<TSixteen>(y, count);
        Scale<TLanes>(scale, y, count - rest);
        Scale<Lanes1>(scale, y + count - rest, rest);
    }

    [MethodImpl(KernelLoop.Options)]
    private static void PowersAbove<TLanes>(float max, float* x, float* y, nint count) where TLanes : struct, ILanes<TLanes>
    {
        for (nint i = 0; i < count; i += TLanes.Count)
        {
            LaneMath.Exp(TLanes.Load(x + i) - TLanes.Splat(max)).Store(y + i);
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private static void Scale<TLanes>(float scale, float* y, nint count) where TLanes : struct, ILanes<TLanes>
    {
        for (nint i = 0; i < count; i += TLanes.Count)
        {
            (TLanes.Load(y + i) * TLanes.Splat(scale)).Store(y + i);
        }
    }
}
