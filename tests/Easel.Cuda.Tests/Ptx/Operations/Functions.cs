using System.Numerics;

namespace Easel.Cuda.Tests.Ptx.Operations;

/// <summary>2^x, right to the last bit, where a card may be off by 2 of them.</summary>
internal readonly struct Exp2 : IOperation<float, Nothing, Nothing, float>
{
    public static float Apply(float a, Nothing b, Nothing c) => (float)Math.Pow(2, a);
}

internal readonly struct Log2 : IOperation<float, Nothing, Nothing, float>
{
    public static float Apply(float a, Nothing b, Nothing c) => (float)Math.Log2(a);
}

internal readonly struct Sine : IOperation<float, Nothing, Nothing, float>
{
    public static float Apply(float a, Nothing b, Nothing c) => (float)Math.Sin(a);
}

internal readonly struct Cosine : IOperation<float, Nothing, Nothing, float>
{
    public static float Apply(float a, Nothing b, Nothing c) => (float)Math.Cos(a);
}

internal readonly struct HyperbolicTangent : IOperation<float, Nothing, Nothing, float>
{
    public static float Apply(float a, Nothing b, Nothing c) => (float)Math.Tanh(a);
}

internal readonly struct Reciprocal : IOperation<float, Nothing, Nothing, float>
{
    public static float Apply(float a, Nothing b, Nothing c) => 1 / a;
}

internal readonly struct ReciprocalRoot : IOperation<float, Nothing, Nothing, float>
{
    public static float Apply(float a, Nothing b, Nothing c) => (float)(1 / Math.Sqrt(a));
}

internal readonly struct SquareRoot : IOperation<float, Nothing, Nothing, float>
{
    public static float Apply(float a, Nothing b, Nothing c) => MathF.Sqrt(a);
}

internal readonly struct Root<T> : IOperation<T, Nothing, Nothing, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static T Apply(T a, Nothing b, Nothing c) => T.Sqrt(a);
}

/// <summary>Numbers below the smallest normal one become zero, before and after.</summary>
internal readonly struct FlushedUnary<TOperation> : IOperation<float, Nothing, Nothing, float>
    where TOperation : struct, IOperation<float, Nothing, Nothing, float>
{
    public static float Apply(float a, Nothing b, Nothing c) => Flush(TOperation.Apply(Flush(a), b, c));

    public static float Flush(float a) => float.IsSubnormal(a) ? MathF.CopySign(0, a) : a;
}

internal readonly struct FlushedBinary<TOperation> : IOperation<float, float, Nothing, float>
    where TOperation : struct, IOperation<float, float, Nothing, float>
{
    public static float Apply(float a, float b, Nothing c)
        => FlushedUnary<Exp2>.Flush(TOperation.Apply(FlushedUnary<Exp2>.Flush(a), FlushedUnary<Exp2>.Flush(b), c));
}

internal readonly struct FlushedTernary<TOperation> : IOperation<float, float, float, float>
    where TOperation : struct, IOperation<float, float, float, float>
{
    public static float Apply(float a, float b, float c)
        => FlushedUnary<Exp2>.Flush(TOperation.Apply(FlushedUnary<Exp2>.Flush(a), FlushedUnary<Exp2>.Flush(b), FlushedUnary<Exp2>.Flush(c)));
}

/// <summary>Two halves in a word, each for itself.</summary>
internal readonly struct PairUnary<TOperation> : IOperation<uint, Nothing, Nothing, uint>
    where TOperation : struct, IOperation<Half, Nothing, Nothing, Half>
{
    public static uint Apply(uint a, Nothing b, Nothing c) => Pair.Join(TOperation.Apply(Pair.Low(a), b, c), TOperation.Apply(Pair.High(a), b, c));
}

internal readonly struct PairBinary<TOperation> : IOperation<uint, uint, Nothing, uint>
    where TOperation : struct, IOperation<Half, Half, Nothing, Half>
{
    public static uint Apply(uint a, uint b, Nothing c)
        => Pair.Join(TOperation.Apply(Pair.Low(a), Pair.Low(b), c), TOperation.Apply(Pair.High(a), Pair.High(b), c));
}

internal readonly struct PairTernary<TOperation> : IOperation<uint, uint, uint, uint>
    where TOperation : struct, IOperation<Half, Half, Half, Half>
{
    public static uint Apply(uint a, uint b, uint c)
        => Pair.Join(TOperation.Apply(Pair.Low(a), Pair.Low(b), Pair.Low(c)), TOperation.Apply(Pair.High(a), Pair.High(b), Pair.High(c)));
}

/// <summary>Two halves in a word, the first in its lower half.</summary>
internal static class Pair
{
    public static Half Low(uint pair) => BitConverter.UInt16BitsToHalf((ushort)pair);

    public static Half High(uint pair) => BitConverter.UInt16BitsToHalf((ushort)(pair >> 16));

    public static uint Join(Half low, Half high) => BitConverter.HalfToUInt16Bits(low) | (uint)BitConverter.HalfToUInt16Bits(high) << 16;
}
