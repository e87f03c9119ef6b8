using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Easel.Tensors.Kernels;

/// <summary>Sixteen floats: AVX-512.</summary>
internal readonly unsafe struct Lanes16(Vector512<float> value) : ILanes<Lanes16>
{
    private readonly Vector512<float> _value = value;

    public static bool IsSupported => Vector512.IsHardwareAccelerated;

    public static int Count => 16;

    [MethodImpl(AggressiveInlining)] public static Lanes16 Splat(float value) => new(Vector512.Create(value));

    [MethodImpl(AggressiveInlining)] public static Lanes16 SplatBits(uint bits) => new(Vector512.Create(bits).AsSingle());

    [MethodImpl(AggressiveInlining)] public static Lanes16 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(AggressiveInlining)] public static Lanes16 LoadWidened(ushort* source) => new(Vector512.WidenLower(Vector256.Load(source).ToVector512Unsafe()).AsSingle());

    [MethodImpl(AggressiveInlining)] public void Store(float* destination) => _value.Store(destination);

    [MethodImpl(AggressiveInlining)] public void StoreNarrowed(ushort* destination) => Vector512.Narrow(_value.AsUInt32(), _value.AsUInt32()).GetLower().Store(destination);

    [MethodImpl(AggressiveInlining)] public static Lanes16 operator +(Lanes16 a, Lanes16 b) => new(a._value + b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes16 operator -(Lanes16 a, Lanes16 b) => new(a._value - b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes16 operator *(Lanes16 a, Lanes16 b) => new(a._value * b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes16 operator /(Lanes16 a, Lanes16 b) => new(a._value / b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes16 operator -(Lanes16 a) => new(-a._value);

    [MethodImpl(AggressiveInlining)] public static Lanes16 MultiplyAdd(Lanes16 a, Lanes16 b, Lanes16 c) => new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(AggressiveInlining)] public static Lanes16 Sqrt(Lanes16 a) => new(Vector512.Sqrt(a._value));

    // The instruction of x86 gives the second operand for zeros of both signs and for what is not a number; that of Arm does not.
    [MethodImpl(AggressiveInlining)]
    public static Lanes16 Max(Lanes16 a, Lanes16 b)
        => X86Base.IsSupported ? new(Vector512.MaxNative(a._value, b._value)) : Select(Greater(a, b), a, b);

    [MethodImpl(AggressiveInlining)]
    public static Lanes16 Min(Lanes16 a, Lanes16 b)
        => X86Base.IsSupported ? new(Vector512.MinNative(a._value, b._value)) : Select(Greater(b, a), a, b);

    [MethodImpl(AggressiveInlining)] public static Lanes16 Greater(Lanes16 a, Lanes16 b) => new(Vector512.GreaterThan(a._value, b._value));

    [MethodImpl(AggressiveInlining)]
    public static Lanes16 GreaterBits(Lanes16 a, Lanes16 b) => new(Vector512.GreaterThan(a._value.AsInt32(), b._value.AsInt32()).AsSingle());

    [MethodImpl(AggressiveInlining)] public static Lanes16 Select(Lanes16 mask, Lanes16 a, Lanes16 b) => new(Vector512.ConditionalSelect(mask._value, a._value, b._value));

    [MethodImpl(AggressiveInlining)] public static Lanes16 operator &(Lanes16 a, Lanes16 b) => new(a._value & b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes16 operator |(Lanes16 a, Lanes16 b) => new(a._value | b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes16 operator ^(Lanes16 a, Lanes16 b) => new(a._value ^ b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes16 AddBits(Lanes16 a, Lanes16 b) => new((a._value.AsInt32() + b._value.AsInt32()).AsSingle());

    [MethodImpl(AggressiveInlining)] public static Lanes16 ShiftBitsLeft(Lanes16 a, int bits) => new((a._value.AsInt32() << bits).AsSingle());

    [MethodImpl(AggressiveInlining)] public static Lanes16 ShiftBitsRight(Lanes16 a, int bits) => new((a._value.AsInt32() >>> bits).AsSingle());

    [MethodImpl(AggressiveInlining)] public float AddAcross() => new Lanes8(_value.GetLower() + _value.GetUpper()).AddAcross();

    [MethodImpl(AggressiveInlining)] public float MaxAcross() => Lanes8.Max(new(_value.GetLower()), new(_value.GetUpper())).MaxAcross();
}
