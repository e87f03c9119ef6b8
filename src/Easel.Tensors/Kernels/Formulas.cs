using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Easel.Tensors.Kernels;

/// <summary>A function of one number, for every lane. What is not a number stays so.</summary>
internal interface IFormula
{
    static abstract TLanes Apply<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>;
}

/// <summary>x</summary>
internal readonly struct Identity : IFormula
{
    [MethodImpl(AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes> => x;
}

/// <summary>silu(x) = x / (1 + e^-x)</summary>
internal readonly struct Silu : IFormula
{
    [MethodImpl(AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
        => x / (TLanes.Splat(1) + LaneMath.Exp(-x));
}

/// <summary>x / (1 + e^(-1.702 x)): the GELU of CLIP. Hendrycks and Gimpel 2016, sec. 2.</summary>
internal readonly struct QuickGelu : IFormula
{
    [MethodImpl(AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
        => x / (TLanes.Splat(1) + LaneMath.Exp(x * TLanes.Splat(-1.702f)));
}

/// <summary>gelu(x) = x / 2 * (1 + erf(x / sqrt 2)) = max(x, 0) - |x| Q(|x|), Q being the upper tail of the normal distribution.</summary>
/// <remarks>That form never subtracts nearly equal numbers, so that the result is right to 1e-6 of itself, not only of x.</remarks>
internal readonly struct Gelu : IFormula
{
    [MethodImpl(AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
    {
        TLanes size = LaneMath.Abs(x);
        return TLanes.Max(TLanes.Splat(0), x) - (size * LaneMath.NormalTail(size));
    }
}
