using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels;

/// <summary>
/// Sums and maxima with one fixed order: element i goes to virtual lane i mod 16, each lane takes its elements in order,
/// and the lanes are joined by halves. Lanes here are sixteen, as twins where registers are narrower.
/// </summary>
internal static unsafe class Reductions
{
    /// <summary>How many virtual lanes there are.</summary>
    public const int Width = 16;

    /// <summary>x[0] + x[1] + …; 0 of none.</summary>
    public static float Sum<TLanes>(float* x, nint count) where TLanes : struct, ILanes<TLanes>
    {
        Debug.Assert(TLanes.Count == Width, "A reduction has sixteen lanes.");

        TLanes sum = TLanes.Splat(0);
        nint i = 0;
        for (; i <= count - Width; i += Width)
        {
            sum += TLanes.Load(x + i);
        }

        if (i < count)
        {
            sum += LoadRest<TLanes>(x + i, count - i, 0);
        }

        return sum.AddAcross();
    }

    /// <summary>(x[0] - center)^2 + (x[1] - center)^2 + …; 0 of none.</summary>
    public static float SumOfSquares<TLanes>(float* x, nint count, float center) where TLanes : struct, ILanes<TLanes>
    {
        Debug.Assert(TLanes.Count == Width, "A reduction has sixteen lanes.");

        TLanes middle = TLanes.Splat(center);
        TLanes sum = TLanes.Splat(0);
        nint i = 0;
        for (; i <= count - Width; i += Width)
        {
            TLanes distance = TLanes.Load(x + i) - middle;
            sum = TLanes.MultiplyAdd(distance, distance, sum);
        }

        if (i < count)
        {
            TLanes distance = LoadRest<TLanes>(x + i, count - i, center) - middle;
            sum = TLanes.MultiplyAdd(distance, distance, sum);
        }

        return sum.AddAcross();
    }

    /// <summary>The greatest element; minus infinity of none. What is not a number may or may not be passed over.</summary>
    public static float Max<TLanes>(float* x, nint count) where TLanes : struct, ILanes<TLanes>
    {
        Debug.Assert(TLanes.Count == Width, "A reduction has sixteen lanes.");

        TLanes max = TLanes.Splat(float.NegativeInfinity);
        nint i = 0;
        for (; i <= count - Width; i += Width)
        {
            max = TLanes.Max(max, TLanes.Load(x + i));
        }

        if (i < count)
        {
            max = TLanes.Max(max, LoadRest<TLanes>(x + i, count - i, float.NegativeInfinity));
        }

        return max.MaxAcross();
    }

    /// <summary>The last elements, fewer than there are lanes, and a filling after them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes LoadRest<TLanes>(float* x, nint count, float filling) where TLanes : struct, ILanes<TLanes>
    {
        float* padded = stackalloc float[Width];
        TLanes.Splat(filling).Store(padded);
        for (nint i = 0; i < count; i++)
        {
            padded[i] = x[i];
        }

        return TLanes.Load(padded);
    }
}
