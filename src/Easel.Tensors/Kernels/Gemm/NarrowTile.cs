using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>Twelve rows of one register, for the last columns where those fit in one. Otherwise as <see cref="ITile{TLanes}"/>.</summary>
internal static unsafe class NarrowTile<TLanes> where TLanes : struct, ILanes<TLanes>
{
    public const int Rows = 12;

    [MethodImpl(KernelLoop.Options)]
    public static void Multiply(nint depth, float* a, float* b, float* c, nint pitch, bool fresh)
    {
        TLanes c0 = default;
        TLanes c1 = default;
        TLanes c2 = default;
        TLanes c3 = default;
        TLanes c4 = default;
        TLanes c5 = default;
        TLanes c6 = default;
        TLanes c7 = default;
        TLanes c8 = default;
        TLanes c9 = default;
        TLanes c10 = default;
        TLanes c11 = default;
        if (!fresh)
        {
            c0 = TLanes.Load(c);
            c1 = TLanes.Load(c + pitch);
            c2 = TLanes.Load(c + (2 * pitch));
            c3 = TLanes.Load(c + (3 * pitch));
            c4 = TLanes.Load(c + (4 * pitch));
            c5 = TLanes.Load(c + (5 * pitch));
            c6 = TLanes.Load(c + (6 * pitch));
            c7 = TLanes.Load(c + (7 * pitch));
            c8 = TLanes.Load(c + (8 * pitch));
            c9 = TLanes.Load(c + (9 * pitch));
            c10 = TLanes.Load(c + (10 * pitch));
            c11 = TLanes.Load(c + (11 * pitch));
        }

        float* end = a + depth;
        for (float* last = end - 3; a < last; a += 4)
        {
            Step(0, a, b, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7, ref c8, ref c9, ref c10, ref c11);
            Step(1, a, b, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7, ref c8, ref c9, ref c10, ref c11);
            Step(2, a, b, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7, ref c8, ref c9, ref c10, ref c11);
            Step(3, a, b, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7, ref c8, ref c9, ref c10, ref c11);
            b += 4 * TLanes.Count;
        }

        for (; a < end; a++)
        {
            Step(0, a, b, ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7, ref c8, ref c9, ref c10, ref c11);
            b += TLanes.Count;
        }

        c0.Store(c);
        c1.Store(c + pitch);
        c2.Store(c + (2 * pitch));
        c3.Store(c + (3 * pitch));
        c4.Store(c + (4 * pitch));
        c5.Store(c + (5 * pitch));
        c6.Store(c + (6 * pitch));
        c7.Store(c + (7 * pitch));
        c8.Store(c + (8 * pitch));
        c9.Store(c + (9 * pitch));
        c10.Store(c + (10 * pitch));
        c11.Store(c + (11 * pitch));
    }

    /// <summary>The step of k at a + <paramref name="k"/>: each row's value of A, spread over a register, times the row of B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(
        int k,
        float* a,
        float* b,
        ref TLanes c0,
        ref TLanes c1,
        ref TLanes c2,
        ref TLanes c3,
        ref TLanes c4,
        ref TLanes c5,
        ref TLanes c6,
        ref TLanes c7,
        ref TLanes c8,
        ref TLanes c9,
        ref TLanes c10,
        ref TLanes c11)
    {
        TLanes row = TLanes.Load(b + (k * TLanes.Count));
        c0 = TLanes.MultiplyAdd(TLanes.Splat(a[k]), row, c0);
        c1 = TLanes.MultiplyAdd(TLanes.Splat(a[k + Block.Pitch]), row, c1);
        c2 = TLanes.MultiplyAdd(TLanes.Splat(a[k + (2 * Block.Pitch)]), row, c2);
        c3 = TLanes.MultiplyAdd(TLanes.Splat(a[k + (3 * Block.Pitch)]), row, c3);
        c4 = TLanes.MultiplyAdd(TLanes.Splat(a[k + (4 * Block.Pitch)]), row, c4);
        c5 = TLanes.MultiplyAdd(TLanes.Splat(a[k + (5 * Block.Pitch)]), row, c5);
        c6 = TLanes.MultiplyAdd(TLanes.Splat(a[k + (6 * Block.Pitch)]), row, c6);
        c7 = TLanes.MultiplyAdd(TLanes.Splat(a[k + (7 * Block.Pitch)]), row, c7);
        c8 = TLanes.MultiplyAdd(TLanes.Splat(a[k + (8 * Block.Pitch)]), row, c8);
        c9 = TLanes.MultiplyAdd(TLanes.Splat(a[k + (9 * Block.Pitch)]), row, c9);
        c10 = TLanes.MultiplyAdd(TLanes.Splat(a[k + (10 * Block.Pitch)]), row, c10);
        c11 = TLanes.MultiplyAdd(TLanes.Splat(a[k + (11 * Block.Pitch)]), row, c11);
    }
}
