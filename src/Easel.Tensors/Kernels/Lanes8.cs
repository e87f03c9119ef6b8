using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Easel.Tensors.Kernels;

/// <summary>Eight floats: AVX2.</summary>
internal readonly unsafe struct Lanes8(Vector256<float> value) : ILanes<Lanes8>
{
    private readonly Vector256<float> _value = value;

    public static bool IsSupported => Vector256.IsHardwareAccelerated && FusedMultiplyAdd.IsHardware;

    public static int Count => 8;

    [MethodImpl(AggressiveInlining)] public static Lanes8 Splat(float value) => new(Vector256.Create(value));

    [MethodImpl(AggressiveInlining)] public static Lanes8 SplatBits(uint bits) => new(Vector256.Create(bits).AsSingle());

    [MethodImpl(AggressiveInlining)] public static Lanes8 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(AggressiveInlining)] public static Lanes8 LoadWidened(ushort* source) => new(Vector256.WidenLower(Vector128.Load(source).ToVector256Unsafe()).AsSingle());

    [MethodImpl(AggressiveInlining)] public void Store(float* destination) => _value.Store(destination);

    [MethodImpl(AggressiveInlining)] public void StoreNarrowed(ushort* destination) => Vector128.Narrow(_value.GetLower().AsUInt32(), _value.GetUpper().AsUInt32()).Store(destination);

    [MethodImpl(AggressiveInlining)] public static Lanes8 operator +(Lanes8 a, Lanes8 b) => new(a._value + b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes8 operator -(Lanes8 a, Lanes8 b) => new(a._value - b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes8 operator *(Lanes8 a, Lanes8 b) => new(a._value * b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes8 operator /(Lanes8 a, Lanes8 b) => new(a._value / b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes8 operator -(Lanes8 a) => new(-a._value);

    [MethodImpl(AggressiveInlining)] public static Lanes8 MultiplyAdd(Lanes8 a, Lanes8 b, Lanes8 c) => new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(AggressiveInlining)] public static Lanes8 Sqrt(Lanes8 a) => new(Vector256.Sqrt(a._value));

    // The instruction of x86 gives the second operand for zeros of both signs and for what is not a number; that of Arm does not.
    [MethodImpl(AggressiveInlining)]
    public static Lanes8 Max(Lanes8 a, Lanes8 b)
        => X86Base.IsSupported ? new(Vector256.MaxNative(a._value, b._value)) : Select(Greater(a, b), a, b);

    [MethodImpl(AggressiveInlining)]
    public static Lanes8 Min(Lanes8 a, Lanes8 b)
        => X86Base.IsSupported ? new(Vector256.MinNative(a._value, b._value)) : Select(Greater(b, a), a, b);

    [MethodImpl(AggressiveInlining)] public static Lanes8 Greater(Lanes8 a, Lanes8 b) => new(Vector256.GreaterThan(a._value, b._value));

    [MethodImpl(AggressiveInlining)]
    public static Lanes8 GreaterBits(Lanes8 a, Lanes8 b) => new(Vector256.GreaterThan(a._value.AsInt32(), b._value.AsInt32()).AsSingle());

    [MethodImpl(AggressiveInlining)] public static Lanes8 Select(Lanes8 mask, Lanes8 a, Lanes8 b) => new(Vector256.ConditionalSelect(mask._value, a._value, b._value));

    [MethodImpl(AggressiveInlining)] public static Lanes8 operator &(Lanes8 a, Lanes8 b) => new(a._value & b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes8 operator |(Lanes8 a, Lanes8 b) => new(a._value | b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes8 operator ^(Lanes8 a, Lanes8 b) => new(a._value ^ b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes8 AddBits(Lanes8 a, Lanes8 b) => new((a._value.AsInt32() + b._value.AsInt32()).AsSingle());

    [MethodImpl(AggressiveInlining)] public static Lanes8 ShiftBitsLeft(Lanes8 a, int bits) => new((a._value.AsInt32() << bits).AsSingle());

    [MethodImpl(AggressiveInlining)] public static Lanes8 ShiftBitsRight(Lanes8 a, int bits) => new((a._value.AsInt32() >>> bits).AsSingle());

    [MethodImpl(AggressiveInlining)] public float AddAcross() => new Lanes4(_value.GetLower() + _value.GetUpper()).AddAcross();

    [MethodImpl(AggressiveInlining)] public float MaxAcross() => Lanes4.Max(new(_value.GetLower()), new(_value.GetUpper())).MaxAcross();
}
