namespace Easel.Tensors.Kernels;

/// <summary>softmax(x)[i] = e^x[i] / (e^x[0] + e^x[1] + …)</summary>
internal static unsafe class Softmax
{
    /// <summary>One row. Source and destination may be the same memory.</summary>
    public static void Row<TLanes>(float* x, float* y, nint count) where TLanes : struct, ILanes<TLanes>
    {
        // Without the greatest element the powers are at most 1, and their ratios are the same.
        float max = Reductions.Max<TLanes>(x, count);
        int rest = (int)(count % TLanes.Count);
        PowersAbove<TLanes>(max, x, y, count - rest);
        PowersAbove<Lanes1>(max, x + count - rest, y + count - rest, rest);

        float scale = 1 / Reductions.Sum<TLanes>(y, count);
        Scale<TLanes>(scale, y, count - rest);
        Scale<Lanes1>(scale, y + count - rest, rest);
    }

    private static void PowersAbove<TLanes>(float max, float* x, float* y, nint count) where TLanes : struct, ILanes<TLanes>
    {
        for (nint i = 0; i < count; i += TLanes.Count)
        {
            LaneMath.Exp(TLanes.Load(x + i) - TLanes.Splat(max)).Store(y + i);
        }
    }

    private static void Scale<TLanes>(float scale, float* y, nint count) where TLanes : struct, ILanes<TLanes>
    {
        for (nint i = 0; i < count; i += TLanes.Count)
        {
            (TLanes.Load(y + i) * TLanes.Splat(scale)).Store(y + i);
        }
    }
}
