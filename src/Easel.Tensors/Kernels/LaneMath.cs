using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels;

/// <summary>Functions of every lane, the same bits at every width.</summary>
internal static class LaneMath
{
    /// <summary>e^x. Infinity from 88.73 on, zero below -86.99; what is not a number stays so.</summary>
    /// <remarks>
    /// e^x = 2^n e^r with n = round(x / ln 2) and |r| at most ln 2 / 2. The last factor is 2^(n - 1), which stays in range, so the polynomial is of 2 e^r.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exp<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
    {
        // 1.5 * 2^23 makes the sum's last bit the unit, so that its low bits are n + 126: the exponent field of 2^(n - 1).
        const float RoundToWhole = 12582912f + 126f;
        const float Log2OfE = 1.44269504f;
        const float Ln2High = 0.693147182f;
        const float Ln2Low = -1.90465421e-9f;

        x = TLanes.Min(TLanes.Splat(89f), TLanes.Max(TLanes.Splat(-87.4f), x));
        TLanes biased = TLanes.MultiplyAdd(x, TLanes.Splat(Log2OfE), TLanes.Splat(RoundToWhole));
        TLanes n = biased - TLanes.Splat(RoundToWhole);
        TLanes r = TLanes.MultiplyAdd(n, TLanes.Splat(-Ln2High), x);
        r = TLanes.MultiplyAdd(n, TLanes.Splat(-Ln2Low), r);

        // Minimax for relative error on that interval: 3.1e-9 before the coefficients were rounded.
        TLanes p = TLanes.Splat(2.76290858e-3f);
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(1.67374909e-2f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(8.33367780e-2f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(0.333330423f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(0.999999881f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(2f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(2f));
        return p * TLanes.ShiftBitsLeft(biased, 23);
    }

    /// <summary>|x|</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Abs<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes> => x & TLanes.SplatBits(0x7FFF_FFFF);

    /// <summary>Q(x) = erfc(x / sqrt 2) / 2, for x of 0 or more: how much of the normal distribution lies above x.</summary>
    /// <remarks>Q(x) e^(x^2 / 2) falls smoothly from a half to nothing, and is a polynomial in 1 / (1 + x / 4) to 1.2e-7 of itself.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes NormalTail<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
    {
        TLanes t = TLanes.Splat(1) / TLanes.MultiplyAdd(x, TLanes.Splat(0.25f), TLanes.Splat(1));

        TLanes p = TLanes.Splat(-9.83798727e-2f);
        p = TLanes.MultiplyAdd(p, t, TLanes.Splat(0.374609023f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Splat(-0.334018081f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Splat(0.354508311f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Splat(-2.16727946e-2f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Splat(0.129152521f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Splat(9.55454409e-2f));
        p = TLanes.MultiplyAdd(p, t, TLanes.Splat(2.55512045e-4f));
        return p * Exp(x * x * TLanes.Splat(-0.5f));
    }
}
