using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels;

/// <summary>
/// Sums and maxima with one fixed order: element i goes to virtual lane i mod 16; each lane takes its element of the rest first
/// (what is left over by whole sixteens), then the others in order; and the lanes are joined by halves.
/// Lanes here are sixteen, as twins where registers are narrower.
/// </summary>
internal static unsafe class Reductions
{
    /// <summary>How many virtual lanes there are.</summary>
    public const int Width = 16;

    /// <summary>x[0] + x[1] + …; 0 of none.</summary>
    [MethodImpl(KernelLoop.Options)]
    public static float Sum<TLanes>(float* x, nint count) where TLanes : struct, ILanes<TLanes>
    {
        Debug.Assert(TLanes.Count == Width, "A reduction has sixteen lanes.");

        nint whole = count / Width * Width;
        TLanes sum = LoadRest<TLanes>(x + whole, count - whole, 0);
        for (nint i = 0; i < whole; i += Width)
        {
            sum += TLanes.Load(x + i);
        }

        return sum.AddAcross();
    }

    /// <summary>(x[0] - center)^2 + (x[1] - center)^2 + …; 0 of none.</summary>
    [MethodImpl(KernelLoop.Options)]
    public static float SumOfSquares<TLanes>(float* x, nint count, float center) where TLanes : struct, ILanes<TLanes>
    {
        Debug.Assert(TLanes.Count == Width, "A reduction has sixteen lanes.");

        nint whole = count / Width * Width;
        TLanes rest = LoadRest<TLanes>(x + whole, count - whole, center);
        TLanes middle = TLanes.Splat(center);
        TLanes sum = (rest - middle) * (rest - middle);
        for (nint i = 0; i < whole; i += Width)
        {
            TLanes distance = TLanes.Load(x + i) - middle;
            sum = TLanes.MultiplyAdd(distance, distance, sum);
        }

        return sum.AddAcross();
    }

    /// <summary>The greatest element; minus infinity of none. What is not a number may or may not be passed over.</summary>
    [MethodImpl(KernelLoop.Options)]
    public static float Max<TLanes>(float* x, nint count) where TLanes : struct, ILanes<TLanes>
    {
        Debug.Assert(TLanes.Count == Width, "A reduction has sixteen lanes.");

        nint whole = count / Width * Width;
        TLanes max = LoadRest<TLanes>(x + whole, count - whole, float.NegativeInfinity);
        for (nint i = 0; i < whole; i += Width)
        {
            max = TLanes.Max(max, TLanes.Load(x + i));
        }

        return max.MaxAcross();
    }

    /// <summary>The greatest magnitude as bits: those of what is not finite are greater than all others.</summary>
    [MethodImpl(KernelLoop.Options)]
    public static uint GreatestBits<TLanes>(float* x, nint count) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes even = TLanes.Splat(0);
        TLanes odd = TLanes.Splat(0);
        nint i = 0;
        for (; i <= count - (2 * TLanes.Count); i += 2 * TLanes.Count)
        {
            even = GreaterMagnitude(TLanes.Load(x + i), even);
            odd = GreaterMagnitude(TLanes.Load(x + i + TLanes.Count), odd);
        }

        float* lanes = stackalloc float[TLanes.Count];
        GreaterMagnitude(odd, even).Store(lanes);
        uint result = 0;
        for (int lane = 0; lane < TLanes.Count; lane++)
        {
            result = Math.Max(result, ((uint*)lanes)[lane]);
        }

        for (; i < count; i++)
        {
            result = Math.Max(result, ((uint*)x)[i] & 0x7FFF_FFFF);
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes GreaterMagnitude<TLanes>(TLanes x, TLanes greatest) where TLanes : struct, ILanes<TLanes>
    {
        TLanes magnitude = LaneMath.Abs(x);
        return TLanes.Select(TLanes.GreaterBits(magnitude, greatest), magnitude, greatest);
    }

    /// <summary>The last elements, fewer than there are lanes, and a filling after them.</summary>
    private static TLanes LoadRest<TLanes>(float* x, nint count, float filling) where TLanes : struct, ILanes<TLanes>
    {
        if (count == 0)
        {
            return TLanes.Splat(filling);
        }

        float* padded = stackalloc float[Width];
        TLanes.Splat(filling).Store(padded);
        for (nint i = 0; i < count; i++)
        {
            padded[i] = x[i];
        }

        return TLanes.Load(padded);
    }
}
