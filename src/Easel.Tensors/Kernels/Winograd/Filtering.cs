using System.Runtime.CompilerServices;
using Easel.Tensors.Backends;

namespace Easel.Tensors.Kernels.Winograd;

/// <summary>
/// Winograd's minimal filtering F(4x4, 3x3): a tile of 4 x 4 pixels that come out takes 36 multiplications per pair of channels instead of 144.
/// Lavin and Gray 2015, arXiv:1509.09308, with other points: 0, a, -a, b, -b and infinity, a = 5/8 and b = 3/2. With the usual ones, 1 and 2, errors
/// are 2.3 times as great (measured with 64 channels: 1.8e-6 of the results' root mean square instead of 7.8e-7; 4.3e-7 by direct convolution).
/// </summary>
/// <remarks>Constants of the transforms of pixels and sums are exact in single precision. The matrices follow from the points by Toom and Cook.</remarks>
internal static unsafe class Filtering
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

    // Of 16 x 16 pixels: measured on two processors with float16.
    private const int FewestColumns = 16;

    // Transformed kernels take 144 bytes per pair of channels. Above this maps are small and weights many: memory is the limit then.
    private const int MostPairsKept = 640 * 640;

    /// <summary>Whether a convolution is computed this way: a matter of its shape alone, so that every machine gives the same bits.</summary>
    public static bool IsWorthwhile(ConvolutionShape shape) => shape is { Kernel: 3, Stride: 1, PadBefore: 1, PadAfter: 1 }
        && shape.Inputs >= FewestChannels && shape.Outputs >= FewestChannels;

    /// <summary>Whether all kernels are transformed before the first tile; otherwise each piece transforms those that it needs. It changes speed and memory only.</summary>
    public static bool KeepsKernels(ConvolutionShape shape, int tiles) => tiles > FilteringCut.MostTiles && HasFewKernels(shape);

    /// <summary>Whether the transformed kernels are small enough to be kept.</summary>
    public static bool HasFewKernels(ConvolutionShape shape) => (long)shape.Inputs * shape.Outputs <= MostPairsKept;

    /// <summary>Whether a map is so large that transforming kernels takes little beside it, also where products are fast.</summary>
    public static bool IsWide(int width) => width >= FewestColumns;

    /// <summary>B^T d: six pixels in a line.</summary>
    /// <param name="d">The six.</param>
    /// <param name="to">Takes six numbers.</param>
    /// <param name="apart">Floats from one of them to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TLanes>(in Six<TLanes> d, float* to, nint apart) where TLanes : struct, ILanes<TLanes>
    {
        TLanes minusSum = TLanes.Splat(-(A2 + B2));
        TLanes product = TLanes.Splat(A2 * B2);
        TLanes.MultiplyAdd(product, d.X0, TLanes.MultiplyAdd(minusSum, d.X2, d.X4)).Store(to);
        TLanes.MultiplyAdd(product, d.X1, TLanes.MultiplyAdd(minusSum, d.X3, d.X5)).Store(to + (5 * apart));
        TLanes even = TLanes.MultiplyAdd(TLanes.Splat(-B2), d.X2, d.X4);
        TLanes odd = TLanes.MultiplyAdd(TLanes.Splat(-B2), d.X1, d.X3) * TLanes.Splat(A);
        (even + odd).Store(to + apart);
        (even - odd).Store(to + (2 * apart));
        even = TLanes.MultiplyAdd(TLanes.Splat(-A2), d.X2, d.X4);
        odd = TLanes.MultiplyAdd(TLanes.Splat(-A2), d.X1, d.X3) * TLanes.Splat(B);
        (even + odd).Store(to + (3 * apart));
        (even - odd).Store(to + (4 * apart));
    }

    /// <summary>G g: three taps in a line.</summary>
    /// <param name="g0">The first.</param>
    /// <param name="g1">The second.</param>
    /// <param name="g2">The third.</param>
    /// <param name="to">Takes six numbers.</param>
    /// <param name="apart">Floats from one of them to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<TLanes>(TLanes g0, TLanes g1, TLanes g2, float* to, nint apart) where TLanes : struct, ILanes<TLanes>
    {
        (g0 * TLanes.Splat(1 / (A2 * B2))).Store(to);
        TLanes even = TLanes.MultiplyAdd(g2, TLanes.Splat(A2 * NearNorm), g0 * TLanes.Splat(NearNorm));
        TLanes odd = g1 * TLanes.Splat(A * NearNorm);
        (even + odd).Store(to + apart);
        (even - odd).Store(to + (2 * apart));
        even = TLanes.MultiplyAdd(g2, TLanes.Splat(B2 * FarNorm), g0 * TLanes.Splat(FarNorm));
        odd = g1 * TLanes.Splat(B * FarNorm);
        (even + odd).Store(to + (3 * apart));
        (even - odd).Store(to + (4 * apart));
        g2.Store(to + (5 * apart));
    }

    /// <summary>A^T m: the four pixels of a line.</summary>
    /// <param name="m">Six sums.</param>
    /// <param name="to">Takes four numbers.</param>
    /// <param name="apart">Floats from one of them to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TLanes>(in Six<TLanes> m, float* to, nint apart) where TLanes : struct, ILanes<TLanes>
    {
        TLanes nearSum = m.X1 + m.X2;
        TLanes nearDifference = m.X1 - m.X2;
        TLanes farSum = m.X3 + m.X4;
        TLanes farDifference = m.X3 - m.X4;
        (m.X0 + (nearSum + farSum)).Store(to);
        TLanes.MultiplyAdd(TLanes.Splat(B), farDifference, nearDifference * TLanes.Splat(A)).Store(to + apart);
        TLanes.MultiplyAdd(TLanes.Splat(B2), farSum, nearSum * TLanes.Splat(A2)).Store(to + (2 * apart));
        TLanes.MultiplyAdd(TLanes.Splat(B * B2), farDifference, TLanes.MultiplyAdd(TLanes.Splat(A * A2), nearDifference, m.X5)).Store(to + (3 * apart));
    }
}
