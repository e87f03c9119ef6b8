using System.Runtime.CompilerServices;
using Easel.Tensors.Backends;

namespace Easel.Tensors.Kernels.Winograd;

/// <summary>
/// Winograd's minimal filtering F(4x4, 3x3): a tile of 4 x 4 pixels that come out takes 36 multiplications per pair of channels instead of 144.
/// The points are 0, 1, -1, 2, -2 and infinity. Lavin and Gray 2015, arXiv:1509.09308, sec. 4.1 and its matrices for F(4x4, 3x3).
/// </summary>
internal static class Filtering
{
    /// <summary>Pixels of a side that come out of a tile.</summary>
    public const int Outputs = 4;

    /// <summary>Pixels of a side that go into a tile.</summary>
    public const int Inputs = 6;

    /// <summary>Numbers of a transformed tile or kernel.</summary>
    public const int Positions = Inputs * Inputs;

    // Below this the transforms cost more than the multiplications that they save.
    private const int FewestChannels = 64;

    // Transformed kernels are four times the size. Above this, in pairs of channels, maps are small and weights many: memory is the limit then.
    private const int MostPairs = 640 * 640;

    /// <summary>Whether a convolution is computed this way: a matter of its shape alone, so that every machine gives the same bits.</summary>
    public static bool IsWorthwhile(ConvolutionShape shape) => shape is { Kernel: 3, Stride: 1, PadBefore: 1, PadAfter: 1 }
        && shape.Inputs >= FewestChannels && shape.Outputs >= FewestChannels && (long)shape.Inputs * shape.Outputs <= MostPairs;

    /// <summary>B^T d: six pixels in a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TLanes>(
        TLanes d0, TLanes d1, TLanes d2, TLanes d3, TLanes d4, TLanes d5,
        out TLanes t0, out TLanes t1, out TLanes t2, out TLanes t3, out TLanes t4, out TLanes t5)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes four = TLanes.Splat(4);
        TLanes minusFour = TLanes.Splat(-4);
        TLanes minusFive = TLanes.Splat(-5);
        t0 = TLanes.MultiplyAdd(four, d0, TLanes.MultiplyAdd(minusFive, d2, d4));
        t5 = TLanes.MultiplyAdd(four, d1, TLanes.MultiplyAdd(minusFive, d3, d5));
        TLanes even = TLanes.MultiplyAdd(minusFour, d2, d4);
        TLanes odd = TLanes.MultiplyAdd(minusFour, d1, d3);
        t1 = even + odd;
        t2 = even - odd;
        TLanes difference = d3 - d1;
        even = d4 - d2;
        odd = difference + difference;
        t3 = even + odd;
        t4 = even - odd;
    }

    /// <summary>G g: three taps in a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<TLanes>(
        TLanes g0, TLanes g1, TLanes g2,
        out TLanes u0, out TLanes u1, out TLanes u2, out TLanes u3, out TLanes u4, out TLanes u5)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes sixth = TLanes.Splat(-1f / 6);
        u0 = g0 * TLanes.Splat(0.25f);
        TLanes even = (g0 + g2) * sixth;
        TLanes odd = g1 * sixth;
        u1 = even + odd;
        u2 = even - odd;
        even = TLanes.MultiplyAdd(g2, TLanes.Splat(1f / 6), g0 * TLanes.Splat(1f / 24));
        odd = g1 * TLanes.Splat(1f / 12);
        u3 = even + odd;
        u4 = even - odd;
        u5 = g2;
    }

    /// <summary>A^T m: the four pixels of a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TLanes>(
        TLanes m0, TLanes m1, TLanes m2, TLanes m3, TLanes m4, TLanes m5,
        out TLanes y0, out TLanes y1, out TLanes y2, out TLanes y3)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes sum = m1 + m2;
        TLanes difference = m1 - m2;
        TLanes farSum = m3 + m4;
        TLanes farDifference = m3 - m4;
        y0 = m0 + sum + farSum;
        y1 = TLanes.MultiplyAdd(TLanes.Splat(2), farDifference, difference);
        y2 = TLanes.MultiplyAdd(TLanes.Splat(4), farSum, sum);
        y3 = TLanes.MultiplyAdd(TLanes.Splat(8), farDifference, difference) + m5;
    }
}
