using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels;

/// <summary>(x - mean) / sqrt(variance + epsilon) * scale + shift over a row. Ba et al. 2016, arXiv:1607.06450</summary>
internal static unsafe class LayerNormalization
{
    /// <summary>Rows that follow each other, in two passes each: the second one sums squares about the mean, so that nothing cancels.</summary>
    public static void Rows<TLanes, TSixteen>(float* x, float* y, nint rows, int width, float* scale, float* shift, float epsilon)
        where TLanes : struct, ILanes<TLanes>
        where TSixteen : struct, ILanes<TSixteen>
    {
        int whole = width / TLanes.Count * TLanes.Count;
        for (nint row = 0; row < rows; row++)
        {
            float mean = Reductions.Sum<TSixteen>(x, width) / width;
            float variance = Reductions.SumOfSquares<TSixteen>(x, width, mean) / width;
            float factor = 1 / MathF.Sqrt(variance + epsilon);

            Apply<TLanes>(x, y, 0, whole, mean, factor, scale, shift);
            Apply<Lanes1>(x, y, whole, width, mean, factor, scale, shift);
            x += width;
            y += width;
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private static void Apply<TLanes>(float* x, float* y, int start, int end, float mean, float factor, float* scale, float* shift)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int i = start; i < end; i += TLanes.Count)
        {
            TLanes standard = (TLanes.Load(x + i) - TLanes.Splat(mean)) * TLanes.Splat(factor);
            TLanes.MultiplyAdd(standard, TLanes.Load(scale + i), TLanes.Load(shift + i)).Store(y + i);
        }
    }
}
