using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Easel.Tensors.Kernels;

/// <summary>One float: runs anywhere.</summary>
internal readonly unsafe struct Lanes1(float value) : ILanes<Lanes1>
{
    private readonly float _value = value;

    public static bool IsSupported => true;

    public static int Count => 1;

    private uint Bits => BitConverter.SingleToUInt32Bits(_value);

    [MethodImpl(AggressiveInlining)] public static Lanes1 Splat(float value) => new(value);

    [MethodImpl(AggressiveInlining)] public static Lanes1 SplatBits(uint bits) => new(BitConverter.UInt32BitsToSingle(bits));

    [MethodImpl(AggressiveInlining)] public static Lanes1 Load(float* source) => new(*source);

    // By bytes: reinterpreted as it is read, an element of 16 bits would be read as one of 32, on Arm64 at half its distance (github.com/dotnet/runtime/issues/133580).
    [MethodImpl(AggressiveInlining)]
    public static Lanes1 LoadWidened(ushort* source) => SplatBits(((byte*)source)[0] | ((uint)((byte*)source)[1] << 8));

    [MethodImpl(AggressiveInlining)] public void Store(float* destination) => *destination = _value;

    [MethodImpl(AggressiveInlining)] public void StoreNarrowed(ushort* destination) => *destination = (ushort)Bits;

    [MethodImpl(AggressiveInlining)] public static Lanes1 operator +(Lanes1 a, Lanes1 b) => new(a._value + b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes1 operator -(Lanes1 a, Lanes1 b) => new(a._value - b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes1 operator *(Lanes1 a, Lanes1 b) => new(a._value * b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes1 operator /(Lanes1 a, Lanes1 b) => new(a._value / b._value);

    [MethodImpl(AggressiveInlining)] public static Lanes1 operator -(Lanes1 a) => new(-a._value);

    [MethodImpl(AggressiveInlining)] public static Lanes1 MultiplyAdd(Lanes1 a, Lanes1 b, Lanes1 c) => new(FusedMultiplyAdd.Of(a._value, b._value, c._value));

    [MethodImpl(AggressiveInlining)] public static Lanes1 Sqrt(Lanes1 a) => new(MathF.Sqrt(a._value));

    [MethodImpl(AggressiveInlining)] public static Lanes1 Max(Lanes1 a, Lanes1 b) => a._value > b._value ? a : b;

    [MethodImpl(AggressiveInlining)] public static Lanes1 Min(Lanes1 a, Lanes1 b) => a._value < b._value ? a : b;

    [MethodImpl(AggressiveInlining)] public static Lanes1 Greater(Lanes1 a, Lanes1 b) => SplatBits(a._value > b._value ? uint.MaxValue : 0);

    [MethodImpl(AggressiveInlining)] public static Lanes1 GreaterBits(Lanes1 a, Lanes1 b) => SplatBits((int)a.Bits > (int)b.Bits ? uint.MaxValue : 0);

    [MethodImpl(AggressiveInlining)] public static Lanes1 Select(Lanes1 mask, Lanes1 a, Lanes1 b) => mask.Bits != 0 ? a : b;

    [MethodImpl(AggressiveInlining)] public static Lanes1 operator &(Lanes1 a, Lanes1 b) => SplatBits(a.Bits & b.Bits);

    [MethodImpl(AggressiveInlining)] public static Lanes1 operator |(Lanes1 a, Lanes1 b) => SplatBits(a.Bits | b.Bits);

    [MethodImpl(AggressiveInlining)] public static Lanes1 operator ^(Lanes1 a, Lanes1 b) => SplatBits(a.Bits ^ b.Bits);

    [MethodImpl(AggressiveInlining)] public static Lanes1 AddBits(Lanes1 a, Lanes1 b) => SplatBits(a.Bits + b.Bits);

    [MethodImpl(AggressiveInlining)] public static Lanes1 ShiftBitsLeft(Lanes1 a, int bits) => SplatBits(a.Bits << bits);

    [MethodImpl(AggressiveInlining)] public static Lanes1 ShiftBitsRight(Lanes1 a, int bits) => SplatBits(a.Bits >> bits);

    [MethodImpl(AggressiveInlining)] public float AddAcross() => _value;

    [MethodImpl(AggressiveInlining)] public float MaxAcross() => _value;
}
