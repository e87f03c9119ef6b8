using System.Runtime.CompilerServices;
using Easel.Tensors.Backends;

namespace Easel.Tensors.Kernels.Winograd;

/// <summary>
/// Winograd's minimal filtering F(4x4, 3x3): a tile of 4 x 4 pixels that come out takes 36 multiplications per pair of channels instead of 144.
/// Lavin and Gray 2015, arXiv:1509.09308, with other points: 0, a, -a, b, -b and infinity, a = 5/8 and b = 3/2. With the usual ones, 1 and 2, errors
/// are 2.3 times as great (measured with 64 channels: 1.8e-6 of the results' root mean square instead of 7.8e-7; 4.3e-7 by direct convolution).
/// </summary>
/// <remarks>Constants of the transforms of pixels and sums are exact in single precision. The matrices follow from the points by Toom and Cook.</remarks>
internal static class Filtering
{
    /// <summary>Pixels of a side that come out of a tile.</summary>
    public const int Outputs = 4;

    /// <summary>Pixels of a side that go into a tile.</summary>
    public const int Inputs = 6;

    /// <summary>Numbers of a transformed tile or kernel.</summary>
    public const int Positions = Inputs * Inputs;

    private const float A = 0.625f;
    private const float B = 1.5f;
    private const float A2 = A * A;
    private const float B2 = B * B;
    private const float NearNorm = 1 / (2 * A2 * (A2 - B2));
    private const float FarNorm = 1 / (2 * B2 * (B2 - A2));

    // Below this the transforms cost more than the multiplications that they save.
    private const int FewestChannels = 64;

    // Transformed kernels take 144 bytes per pair of channels. Above this maps are small and weights many: memory is the limit then.
    private const int MostPairsKept = 640 * 640;

    /// <summary>Whether a convolution is computed this way: a matter of its shape alone, so that every machine gives the same bits.</summary>
    public static bool IsWorthwhile(ConvolutionShape shape) => shape is { Kernel: 3, Stride: 1, PadBefore: 1, PadAfter: 1 }
        && shape.Inputs >= FewestChannels && shape.Outputs >= FewestChannels;

    /// <summary>Whether all kernels are transformed before the first tile; otherwise each piece transforms those that it needs. It changes speed and memory only.</summary>
    public static bool KeepsKernels(ConvolutionShape shape, int tiles) => tiles > FilteringCut.MostTiles && (long)shape.Inputs * shape.Outputs <= MostPairsKept;

    /// <summary>B^T d: six pixels in a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TLanes>(
        TLanes d0, TLanes d1, TLanes d2, TLanes d3, TLanes d4, TLanes d5,
        out TLanes t0, out TLanes t1, out TLanes t2, out TLanes t3, out TLanes t4, out TLanes t5)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes minusSum = TLanes.Splat(-(A2 + B2));
        TLanes product = TLanes.Splat(A2 * B2);
        t0 = TLanes.MultiplyAdd(product, d0, TLanes.MultiplyAdd(minusSum, d2, d4));
        t5 = TLanes.MultiplyAdd(product, d1, TLanes.MultiplyAdd(minusSum, d3, d5));
        TLanes even = TLanes.MultiplyAdd(TLanes.Splat(-B2), d2, d4);
        TLanes odd = TLanes.MultiplyAdd(TLanes.Splat(-B2), d1, d3) * TLanes.Splat(A);
        t1 = even + odd;
        t2 = even - odd;
        even = TLanes.MultiplyAdd(TLanes.Splat(-A2), d2, d4);
        odd = TLanes.MultiplyAdd(TLanes.Splat(-A2), d1, d3) * TLanes.Splat(B);
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
        u0 = g0 * TLanes.Splat(1 / (A2 * B2));
        TLanes even = TLanes.MultiplyAdd(g2, TLanes.Splat(A2 * NearNorm), g0 * TLanes.Splat(NearNorm));
        TLanes odd = g1 * TLanes.Splat(A * NearNorm);
        u1 = even + odd;
        u2 = even - odd;
        even = TLanes.MultiplyAdd(g2, TLanes.Splat(B2 * FarNorm), g0 * TLanes.Splat(FarNorm));
        odd = g1 * TLanes.Splat(B * FarNorm);
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
        TLanes nearSum = m1 + m2;
        TLanes nearDifference = m1 - m2;
        TLanes farSum = m3 + m4;
        TLanes farDifference = m3 - m4;
        y0 = m0 + (nearSum + farSum);
        y1 = TLanes.MultiplyAdd(TLanes.Splat(B), farDifference, nearDifference * TLanes.Splat(A));
        y2 = TLanes.MultiplyAdd(TLanes.Splat(B2), farSum, nearSum * TLanes.Splat(A2));
        y3 = TLanes.MultiplyAdd(TLanes.Splat(B * B2), farDifference, TLanes.MultiplyAdd(TLanes.Splat(A * A2), nearDifference, m5));
    }
}
