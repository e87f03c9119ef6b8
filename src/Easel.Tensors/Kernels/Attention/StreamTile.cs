using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels.Attention;

/// <summary>
/// A micro-kernel whose left factor is a stream: for each k the values of all its rows, one after the other. Every element is one chain of fused
/// multiply-adds in the order of k.
/// </summary>
internal unsafe interface IStreamTile<TLanes> where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Rows of C.</summary>
    static abstract int Rows { get; }

    /// <summary>Registers of a row of B and C.</summary>
    static abstract int Registers { get; }

    /// <summary>C = A B, or C += A B.</summary>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="a"><see cref="Rows"/> values for each k.</param>
    /// <param name="b">Rows of <see cref="Registers"/> registers.</param>
    /// <param name="c">Rows of <see cref="Registers"/> registers.</param>
    /// <param name="fresh">Whether sums begin at zero, not at what C holds.</param>
    static abstract void Multiply(nint depth, float* a, float* b, float* c, bool fresh);
}

/// <summary>Eight rows of three registers: 24 sums for the thirty-two registers of AVX-512 and Neon, 11 loads for 24 products.</summary>
internal readonly unsafe struct EightByThree<TLanes> : IStreamTile<TLanes> where TLanes : struct, ILanes<TLanes>
{
    public static int Rows => 8;

    public static int Registers => 3;

    [MethodImpl(KernelLoop.Options)]
    public static void Multiply(nint depth, float* a, float* b, float* c, bool fresh)
    {
        Triple<TLanes> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        nint row = 3 * TLanes.Count;
        if (!fresh)
        {
            c0 = Triple<TLanes>.Load(c);
            c1 = Triple<TLanes>.Load(c + row);
            c2 = Triple<TLanes>.Load(c + (2 * row));
            c3 = Triple<TLanes>.Load(c + (3 * row));
            c4 = Triple<TLanes>.Load(c + (4 * row));
            c5 = Triple<TLanes>.Load(c + (5 * row));
            c6 = Triple<TLanes>.Load(c + (6 * row));
            c7 = Triple<TLanes>.Load(c + (7 * row));
        }

        for (float* end = a + (8 * depth); a < end; a += 8, b += row)
        {
            Triple<TLanes> right = Triple<TLanes>.Load(b);
            c0.Add(a[0], right);
            c1.Add(a[1], right);
            c2.Add(a[2], right);
            c3.Add(a[3], right);
            c4.Add(a[4], right);
            c5.Add(a[5], right);
            c6.Add(a[6], right);
            c7.Add(a[7], right);
        }

        c0.Store(c);
        c1.Store(c + row);
        c2.Store(c + (2 * row));
        c3.Store(c + (3 * row));
        c4.Store(c + (4 * row));
        c5.Store(c + (5 * row));
        c6.Store(c + (6 * row));
        c7.Store(c + (7 * row));
    }
}

/// <summary>Four rows of three registers: 12 sums, 3 of B and 1 of A are the sixteen registers of AVX2.</summary>
internal readonly unsafe struct FourByThree<TLanes> : IStreamTile<TLanes> where TLanes : struct, ILanes<TLanes>
{
    public static int Rows => 4;

    public static int Registers => 3;

    [MethodImpl(KernelLoop.Options)]
    public static void Multiply(nint depth, float* a, float* b, float* c, bool fresh)
    {
        Triple<TLanes> c0 = default, c1 = default, c2 = default, c3 = default;
        nint row = 3 * TLanes.Count;
        if (!fresh)
        {
            c0 = Triple<TLanes>.Load(c);
            c1 = Triple<TLanes>.Load(c + row);
            c2 = Triple<TLanes>.Load(c + (2 * row));
            c3 = Triple<TLanes>.Load(c + (3 * row));
        }

        for (float* end = a + (4 * depth); a < end; a += 4, b += row)
        {
            Triple<TLanes> right = Triple<TLanes>.Load(b);
            c0.Add(a[0], right);
            c1.Add(a[1], right);
            c2.Add(a[2], right);
            c3.Add(a[3], right);
        }

        c0.Store(c);
        c1.Store(c + row);
        c2.Store(c + (2 * row));
        c3.Store(c + (3 * row));
    }
}

/// <summary>Three registers in a row.</summary>
internal unsafe struct Triple<TLanes> where TLanes : struct, ILanes<TLanes>
{
    private TLanes _x;
    private TLanes _y;
    private TLanes _z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<TLanes> Load(float* source) => new()
    {
        _x = TLanes.Load(source),
        _y = TLanes.Load(source + TLanes.Count),
        _z = TLanes.Load(source + (2 * TLanes.Count)),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* destination)
    {
        _x.Store(destination);
        _y.Store(destination + TLanes.Count);
        _z.Store(destination + (2 * TLanes.Count));
    }

    /// <summary>this += a b</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float a, in Triple<TLanes> b)
    {
        TLanes spread = TLanes.Splat(a);
        _x = TLanes.MultiplyAdd(spread, b._x, _x);
        _y = TLanes.MultiplyAdd(spread, b._y, _y);
        _z = TLanes.MultiplyAdd(spread, b._z, _z);
    }
}
