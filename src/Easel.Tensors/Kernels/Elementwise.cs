using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels;

/// <summary>A function of two numbers, for every lane.</summary>
internal interface IBinaryFormula
{
    TLanes Apply<TLanes>(TLanes x, TLanes y) where TLanes : struct, ILanes<TLanes>;
}

/// <summary>x + y</summary>
internal readonly struct Addition : IBinaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes x, TLanes y) where TLanes : struct, ILanes<TLanes> => x + y;
}

/// <summary>a x + b y</summary>
internal readonly struct Blend(float a, float b) : IBinaryFormula
{
    private readonly float _a = a;
    private readonly float _b = b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes x, TLanes y) where TLanes : struct, ILanes<TLanes>
        => TLanes.MultiplyAdd(TLanes.Splat(_a), x, TLanes.Splat(_b) * y);
}

/// <summary>u + scale (c - u). Ho and Salimans 2022, classifier-free guidance.</summary>
internal readonly struct Guidance(float scale) : IBinaryFormula
{
    private readonly float _scale = scale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes u, TLanes c) where TLanes : struct, ILanes<TLanes>
        => TLanes.MultiplyAdd(TLanes.Splat(_scale), c - u, u);
}

/// <summary>Loops over elements that do not know of each other. Source and destination may be the same memory.</summary>
internal static unsafe class Elementwise
{
    /// <summary>y[i] = formula(x[i])</summary>
    [MethodImpl(KernelLoop.Options)]
    public static void Map<TFormula, TLanes>(float* x, float* y, nint count)
        where TFormula : struct, IFormula
        where TLanes : struct, ILanes<TLanes>
    {
        nint i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TFormula.Apply(TLanes.Load(x + i)).Store(y + i);
        }

        for (; i < count; i++)
        {
            TFormula.Apply(Lanes1.Load(x + i)).Store(y + i);
        }
    }

    /// <summary>z[i] = formula(x[i], y[i])</summary>
    [MethodImpl(KernelLoop.Options)]
    public static void Map<TFormula, TLanes>(TFormula formula, float* x, float* y, float* z, nint count)
        where TFormula : struct, IBinaryFormula
        where TLanes : struct, ILanes<TLanes>
    {
        nint i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            formula.Apply(TLanes.Load(x + i), TLanes.Load(y + i)).Store(z + i);
        }

        for (; i < count; i++)
        {
            formula.Apply(Lanes1.Load(x + i), Lanes1.Load(y + i)).Store(z + i);
        }
    }

    /// <summary>Whether no element is infinite or not a number.</summary>
    [MethodImpl(KernelLoop.Options)]
    public static bool IsFinite<TLanes>(float* x, nint count) where TLanes : struct, ILanes<TLanes>
    {
        Debug.Assert(count >= 0, "A length is not negative.");

        TLanes found = TLanes.Splat(0);
        nint i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            found |= NotFinite(TLanes.Load(x + i));
        }

        float others = 0;
        for (; i < count; i++)
        {
            others += NotFinite(Lanes1.Load(x + i)).AddAcross();
        }

        return found.AddAcross() + others == 0;
    }

    /// <summary>1 for what is infinite or not a number, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes NotFinite<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
    {
        const uint GreatestFinite = 0x7F7F_FFFF;
        return TLanes.GreaterBits(LaneMath.Abs(x), TLanes.SplatBits(GreatestFinite)) & TLanes.Splat(1);
    }
}
