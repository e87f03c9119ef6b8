using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Easel.Tensors.Kernels;

/// <summary>Two registers as one of twice the width. <c>Twin&lt;Lanes8&gt;</c> has the sixteen lanes of AVX-512 on a processor without.</summary>
internal readonly unsafe struct Twin<TLanes>(TLanes lower, TLanes upper) : ILanes<Twin<TLanes>> where TLanes : struct, ILanes<TLanes>
{
    private readonly TLanes _lower = lower;
    private readonly TLanes _upper = upper;

    public static bool IsSupported => TLanes.IsSupported;

    public static int Count => 2 * TLanes.Count;

    [MethodImpl(AggressiveInlining)] public static Twin<TLanes> Splat(float value) => new(TLanes.Splat(value), TLanes.Splat(value));

    [MethodImpl(AggressiveInlining)] public static Twin<TLanes> SplatBits(uint bits) => new(TLanes.SplatBits(bits), TLanes.SplatBits(bits));

    [MethodImpl(AggressiveInlining)] public static Twin<TLanes> Load(float* source) => new(TLanes.Load(source), TLanes.Load(source + TLanes.Count));

    [MethodImpl(AggressiveInlining)]
    public static Twin<TLanes> LoadWidened(ushort* source) => new(TLanes.LoadWidened(source), TLanes.LoadWidened(source + TLanes.Count));

    [MethodImpl(AggressiveInlining)]
    public void Store(float* destination)
    {
        _lower.Store(destination);
        _upper.Store(destination + TLanes.Count);
    }

    [MethodImpl(AggressiveInlining)]
    public void StoreNarrowed(ushort* destination)
    {
        _lower.StoreNarrowed(destination);
        _upper.StoreNarrowed(destination + TLanes.Count);
    }

    [MethodImpl(AggressiveInlining)] public static Twin<TLanes> operator +(Twin<TLanes> a, Twin<TLanes> b) => new(a._lower + b._lower, a._upper + b._upper);

    [MethodImpl(AggressiveInlining)] public static Twin<TLanes> operator -(Twin<TLanes> a, Twin<TLanes> b) => new(a._lower - b._lower, a._upper - b._upper);

    [MethodImpl(AggressiveInlining)] public static Twin<TLanes> operator *(Twin<TLanes> a, Twin<TLanes> b) => new(a._lower * b._lower, a._upper * b._upper);

    [MethodImpl(AggressiveInlining)] public static Twin<TLanes> operator /(Twin<TLanes> a, Twin<TLanes> b) => new(a._lower / b._lower, a._upper / b._upper);

    [MethodImpl(AggressiveInlining)] public static Twin<TLanes> operator -(Twin<TLanes> a) => new(-a._lower, -a._upper);

    [MethodImpl(AggressiveInlining)]
    public static Twin<TLanes> MultiplyAdd(Twin<TLanes> a, Twin<TLanes> b, Twin<TLanes> c)
        => new(TLanes.MultiplyAdd(a._lower, b._lower, c._lower), TLanes.MultiplyAdd(a._upper, b._upper, c._upper));

    [MethodImpl(AggressiveInlining)] public static Twin<TLanes> Sqrt(Twin<TLanes> a) => new(TLanes.Sqrt(a._lower), TLanes.Sqrt(a._upper));

    [MethodImpl(AggressiveInlining)]
    public static Twin<TLanes> Max(Twin<TLanes> a, Twin<TLanes> b) => new(TLanes.Max(a._lower, b._lower), TLanes.Max(a._upper, b._upper));

    [MethodImpl(AggressiveInlining)]
    public static Twin<TLanes> Min(Twin<TLanes> a, Twin<TLanes> b) => new(TLanes.Min(a._lower, b._lower), TLanes.Min(a._upper, b._upper));

    [MethodImpl(AggressiveInlining)]
    public static Twin<TLanes> Greater(Twin<TLanes> a, Twin<TLanes> b) => new(TLanes.Greater(a._lower, b._lower), TLanes.Greater(a._upper, b._upper));

    [MethodImpl(AggressiveInlining)]
    public static Twin<TLanes> GreaterBits(Twin<TLanes> a, Twin<TLanes> b) => new(TLanes.GreaterBits(a._lower, b._lower), TLanes.GreaterBits(a._upper, b._upper));

    [MethodImpl(AggressiveInlining)]
    public static Twin<TLanes> Select(Twin<TLanes> mask, Twin<TLanes> a, Twin<TLanes> b)
        => new(TLanes.Select(mask._lower, a._lower, b._lower), TLanes.Select(mask._upper, a._upper, b._upper));

    [MethodImpl(AggressiveInlining)] public static Twin<TLanes> operator &(Twin<TLanes> a, Twin<TLanes> b) => new(a._lower & b._lower, a._upper & b._upper);

    [MethodImpl(AggressiveInlining)] public static Twin<TLanes> operator |(Twin<TLanes> a, Twin<TLanes> b) => new(a._lower | b._lower, a._upper | b._upper);

    [MethodImpl(AggressiveInlining)] public static Twin<TLanes> operator ^(Twin<TLanes> a, Twin<TLanes> b) => new(a._lower ^ b._lower, a._upper ^ b._upper);

    [MethodImpl(AggressiveInlining)]
    public static Twin<TLanes> AddBits(Twin<TLanes> a, Twin<TLanes> b) => new(TLanes.AddBits(a._lower, b._lower), TLanes.AddBits(a._upper, b._upper));

    [MethodImpl(AggressiveInlining)]
    public static Twin<TLanes> ShiftBitsLeft(Twin<TLanes> a, int bits) => new(TLanes.ShiftBitsLeft(a._lower, bits), TLanes.ShiftBitsLeft(a._upper, bits));

    [MethodImpl(AggressiveInlining)]
    public static Twin<TLanes> ShiftBitsRight(Twin<TLanes> a, int bits) => new(TLanes.ShiftBitsRight(a._lower, bits), TLanes.ShiftBitsRight(a._upper, bits));

    [MethodImpl(AggressiveInlining)] public float AddAcross() => (_lower + _upper).AddAcross();

    [MethodImpl(AggressiveInlining)] public float MaxAcross() => TLanes.Max(_lower, _upper).MaxAcross();
}
