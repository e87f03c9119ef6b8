using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>Six rows of two registers: 12 sums, 2 of B and 2 of A fill the sixteen registers of AVX2.</summary>
internal readonly unsafe struct SixRows<TLanes> : ITile<TLanes> where TLanes : struct, ILanes<TLanes>
{
    public static int Rows => 6;

    [MethodImpl(KernelLoop.Options)]
    public static void Multiply(nint depth, float* a, float* b, float* c, nint pitch, bool fresh)
    {
        int n = TLanes.Count;
        TLanes c0a = default, c0b = default;
        TLanes c1a = default, c1b = default;
        TLanes c2a = default, c2b = default;
        TLanes c3a = default, c3b = default;
        TLanes c4a = default, c4b = default;
        TLanes c5a = default, c5b = default;
        if (!fresh)
        {
            c0a = TLanes.Load(c);
            c0b = TLanes.Load(c + n);
            c1a = TLanes.Load(c + pitch);
            c1b = TLanes.Load(c + pitch + n);
            c2a = TLanes.Load(c + (2 * pitch));
            c2b = TLanes.Load(c + (2 * pitch) + n);
            c3a = TLanes.Load(c + (3 * pitch));
            c3b = TLanes.Load(c + (3 * pitch) + n);
            c4a = TLanes.Load(c + (4 * pitch));
            c4b = TLanes.Load(c + (4 * pitch) + n);
            c5a = TLanes.Load(c + (5 * pitch));
            c5b = TLanes.Load(c + (5 * pitch) + n);
        }

        float* end = a + depth;
        for (float* last = end - 3; a < last; a += 4)
        {
            Step(0, a, b, ref c0a, ref c0b, ref c1a, ref c1b, ref c2a, ref c2b, ref c3a, ref c3b, ref c4a, ref c4b, ref c5a, ref c5b);
            Step(1, a, b, ref c0a, ref c0b, ref c1a, ref c1b, ref c2a, ref c2b, ref c3a, ref c3b, ref c4a, ref c4b, ref c5a, ref c5b);
            Step(2, a, b, ref c0a, ref c0b, ref c1a, ref c1b, ref c2a, ref c2b, ref c3a, ref c3b, ref c4a, ref c4b, ref c5a, ref c5b);
            Step(3, a, b, ref c0a, ref c0b, ref c1a, ref c1b, ref c2a, ref c2b, ref c3a, ref c3b, ref c4a, ref c4b, ref c5a, ref c5b);
            b += 8 * n;
        }

        for (; a < end; a++)
        {
            Step(0, a, b, ref c0a, ref c0b, ref c1a, ref c1b, ref c2a, ref c2b, ref c3a, ref c3b, ref c4a, ref c4b, ref c5a, ref c5b);
            b += 2 * n;
        }

        c0a.Store(c);
        c0b.Store(c + n);
        c1a.Store(c + pitch);
        c1b.Store(c + pitch + n);
        c2a.Store(c + (2 * pitch));
        c2b.Store(c + (2 * pitch) + n);
        c3a.Store(c + (3 * pitch));
        c3b.Store(c + (3 * pitch) + n);
        c4a.Store(c + (4 * pitch));
        c4b.Store(c + (4 * pitch) + n);
        c5a.Store(c + (5 * pitch));
        c5b.Store(c + (5 * pitch) + n);
    }

    /// <summary>The step of k at a + <paramref name="k"/>: each row's value of A, spread over a register, times the row of B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(
        int k,
        float* a,
        float* b,
        ref TLanes c0a, ref TLanes c0b,
        ref TLanes c1a, ref TLanes c1b,
        ref TLanes c2a, ref TLanes c2b,
        ref TLanes c3a, ref TLanes c3b,
        ref TLanes c4a, ref TLanes c4b,
        ref TLanes c5a, ref TLanes c5b)
    {
        TLanes left = TLanes.Load(b + (2 * k * TLanes.Count));
        TLanes right = TLanes.Load(b + (((2 * k) + 1) * TLanes.Count));
        Update(a[k], left, right, ref c0a, ref c0b);
        Update(a[k + Block.Pitch], left, right, ref c1a, ref c1b);
        Update(a[k + (2 * Block.Pitch)], left, right, ref c2a, ref c2b);
        Update(a[k + (3 * Block.Pitch)], left, right, ref c3a, ref c3b);
        Update(a[k + (4 * Block.Pitch)], left, right, ref c4a, ref c4b);
        Update(a[k + (5 * Block.Pitch)], left, right, ref c5a, ref c5b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Update(float a, TLanes left, TLanes right, ref TLanes sumLeft, ref TLanes sumRight)
    {
        TLanes spread = TLanes.Splat(a);
        sumLeft = TLanes.MultiplyAdd(spread, left, sumLeft);
        sumRight = TLanes.MultiplyAdd(spread, right, sumRight);
    }
}
