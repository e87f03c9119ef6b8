using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>Twelve rows of two registers: 24 sums for the thirty-two registers of AVX-512 and Neon.</summary>
internal readonly unsafe struct TwelveRows<TLanes> : ITile<TLanes> where TLanes : struct, ILanes<TLanes>
{
    public static int Rows => 12;

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
        TLanes c6a = default, c6b = default;
        TLanes c7a = default, c7b = default;
        TLanes c8a = default, c8b = default;
        TLanes c9a = default, c9b = default;
        TLanes c10a = default, c10b = default;
        TLanes c11a = default, c11b = default;
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
            c6a = TLanes.Load(c + (6 * pitch));
            c6b = TLanes.Load(c + (6 * pitch) + n);
            c7a = TLanes.Load(c + (7 * pitch));
            c7b = TLanes.Load(c + (7 * pitch) + n);
            c8a = TLanes.Load(c + (8 * pitch));
            c8b = TLanes.Load(c + (8 * pitch) + n);
            c9a = TLanes.Load(c + (9 * pitch));
            c9b = TLanes.Load(c + (9 * pitch) + n);
            c10a = TLanes.Load(c + (10 * pitch));
            c10b = TLanes.Load(c + (10 * pitch) + n);
            c11a = TLanes.Load(c + (11 * pitch));
            c11b = TLanes.Load(c + (11 * pitch) + n);
        }

        float* end = a + depth;
        for (float* last = end - 3; a < last; a += 4)
        {
            Step(0, a, b, ref c0a, ref c0b, ref c1a, ref c1b, ref c2a, ref c2b, ref c3a, ref c3b, ref c4a, ref c4b, ref c5a, ref c5b, ref c6a, ref c6b, ref c7a, ref c7b, ref c8a, ref c8b, ref c9a, ref c9b, ref c10a, ref c10b, ref c11a, ref c11b);
            Step(1, a, b, ref c0a, ref c0b, ref c1a, ref c1b, ref c2a, ref c2b, ref c3a, ref c3b, ref c4a, ref c4b, ref c5a, ref c5b, ref c6a, ref c6b, ref c7a, ref c7b, ref c8a, ref c8b, ref c9a, ref c9b, ref c10a, ref c10b, ref c11a, ref c11b);
            Step(2, a, b, ref c0a, ref c0b, ref c1a, ref c1b, ref c2a, ref c2b, ref c3a, ref c3b, ref c4a, ref c4b, ref c5a, ref c5b, ref c6a, ref c6b, ref c7a, ref c7b, ref c8a, ref c8b, ref c9a, ref c9b, ref c10a, ref c10b, ref c11a, ref c11b);
            Step(3, a, b, ref c0a, ref c0b, ref c1a, ref c1b, ref c2a, ref c2b, ref c3a, ref c3b, ref c4a, ref c4b, ref c5a, ref c5b, ref c6a, ref c6b, ref c7a, ref c7b, ref c8a, ref c8b, ref c9a, ref c9b, ref c10a, ref c10b, ref c11a, ref c11b);
            b += 8 * n;
        }

        for (; a < end; a++)
        {
            Step(0, a, b, ref c0a, ref c0b, ref c1a, ref c1b, ref c2a, ref c2b, ref c3a, ref c3b, ref c4a, ref c4b, ref c5a, ref c5b, ref c6a, ref c6b, ref c7a, ref c7b, ref c8a, ref c8b, ref c9a, ref c9b, ref c10a, ref c10b, ref c11a, ref c11b);
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
        c6a.Store(c + (6 * pitch));
        c6b.Store(c + (6 * pitch) + n);
        c7a.Store(c + (7 * pitch));
        c7b.Store(c + (7 * pitch) + n);
        c8a.Store(c + (8 * pitch));
        c8b.Store(c + (8 * pitch) + n);
        c9a.Store(c + (9 * pitch));
        c9b.Store(c + (9 * pitch) + n);
        c10a.Store(c + (10 * pitch));
        c10b.Store(c + (10 * pitch) + n);
        c11a.Store(c + (11 * pitch));
        c11b.Store(c + (11 * pitch) + n);
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
        ref TLanes c5a, ref TLanes c5b,
        ref TLanes c6a, ref TLanes c6b,
        ref TLanes c7a, ref TLanes c7b,
        ref TLanes c8a, ref TLanes c8b,
        ref TLanes c9a, ref TLanes c9b,
        ref TLanes c10a, ref TLanes c10b,
        ref TLanes c11a, ref TLanes c11b)
    {
        TLanes left = TLanes.Load(b + (2 * k * TLanes.Count));
        TLanes right = TLanes.Load(b + (((2 * k) + 1) * TLanes.Count));
        Update(a[k], left, right, ref c0a, ref c0b);
        Update(a[k + Block.Pitch], left, right, ref c1a, ref c1b);
        Update(a[k + (2 * Block.Pitch)], left, right, ref c2a, ref c2b);
        Update(a[k + (3 * Block.Pitch)], left, right, ref c3a, ref c3b);
        Update(a[k + (4 * Block.Pitch)], left, right, ref c4a, ref c4b);
        Update(a[k + (5 * Block.Pitch)], left, right, ref c5a, ref c5b);
        Update(a[k + (6 * Block.Pitch)], left, right, ref c6a, ref c6b);
        Update(a[k + (7 * Block.Pitch)], left, right, ref c7a, ref c7b);
        Update(a[k + (8 * Block.Pitch)], left, right, ref c8a, ref c8b);
        Update(a[k + (9 * Block.Pitch)], left, right, ref c9a, ref c9b);
        Update(a[k + (10 * Block.Pitch)], left, right, ref c10a, ref c10b);
        Update(a[k + (11 * Block.Pitch)], left, right, ref c11a, ref c11b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Update(float a, TLanes left, TLanes right, ref TLanes sumLeft, ref TLanes sumRight)
    {
        TLanes spread = TLanes.Splat(a);
        sumLeft = TLanes.MultiplyAdd(spread, left, sumLeft);
        sumRight = TLanes.MultiplyAdd(spread, right, sumRight);
    }
}
