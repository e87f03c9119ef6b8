using System.Numerics;

namespace Easel.Cuda.Tests.Ptx.Operations;

internal readonly struct Add<T> : IOperation<T, T, Nothing, T>
    where T : INumber<T>
{
    public static T Apply(T a, T b, Nothing c) => a + b;
}

internal readonly struct Subtract<T> : IOperation<T, T, Nothing, T>
    where T : INumber<T>
{
    public static T Apply(T a, T b, Nothing c) => a - b;
}

internal readonly struct Multiply<T> : IOperation<T, T, Nothing, T>
    where T : INumber<T>
{
    public static T Apply(T a, T b, Nothing c) => a * b;
}

internal readonly struct Divide<T> : IOperation<T, T, Nothing, T>
    where T : INumber<T>
{
    public static T Apply(T a, T b, Nothing c) => a / b;
}

internal readonly struct Remainder<T> : IOperation<T, T, Nothing, T>
    where T : INumber<T>
{
    public static T Apply(T a, T b, Nothing c) => a % b;
}

/// <summary>Of a number and what is none: the number.</summary>
internal readonly struct Minimum<T> : IOperation<T, T, Nothing, T>
    where T : INumber<T>
{
    public static T Apply(T a, T b, Nothing c) => T.MinNumber(a, b);
}

/// <summary>Of a number and what is none: the number.</summary>
internal readonly struct Maximum<T> : IOperation<T, T, Nothing, T>
    where T : INumber<T>
{
    public static T Apply(T a, T b, Nothing c) => T.MaxNumber(a, b);
}

internal readonly struct MinimumOrNan<T> : IOperation<T, T, Nothing, T>
    where T : INumber<T>
{
    public static T Apply(T a, T b, Nothing c) => T.Min(a, b);
}

internal readonly struct MaximumOrNan<T> : IOperation<T, T, Nothing, T>
    where T : INumber<T>
{
    public static T Apply(T a, T b, Nothing c) => T.Max(a, b);
}

internal readonly struct Negate<T> : IOperation<T, Nothing, Nothing, T>
    where T : INumber<T>
{
    public static T Apply(T a, Nothing b, Nothing c) => -a;
}

internal readonly struct Absolute<T> : IOperation<T, Nothing, Nothing, T>
    where T : INumber<T>
{
    public static T Apply(T a, Nothing b, Nothing c) => T.Abs(a);
}

internal readonly struct MultiplyAdd<T> : IOperation<T, T, T, T>
    where T : INumber<T>
{
    public static T Apply(T a, T b, T c) => a * b + c;
}

internal readonly struct FusedMultiplyAdd<T> : IOperation<T, T, T, T>
    where T : IFloatingPointIeee754<T>
{
    public static T Apply(T a, T b, T c) => T.FusedMultiplyAdd(a, b, c);
}

/// <summary>The product in twice the bits.</summary>
internal readonly struct MultiplyWide<T, TWide> : IOperation<T, T, Nothing, TWide>
    where T : INumber<T>
    where TWide : INumber<TWide>
{
    public static TWide Apply(T a, T b, Nothing c) => TWide.CreateTruncating(a) * TWide.CreateTruncating(b);
}

internal readonly struct MultiplyAddWide<T, TWide> : IOperation<T, T, TWide, TWide>
    where T : INumber<T>
    where TWide : INumber<TWide>
{
    public static TWide Apply(T a, T b, TWide c) => TWide.CreateTruncating(a) * TWide.CreateTruncating(b) + c;
}

/// <summary>The upper half of the product in twice the bits.</summary>
internal readonly struct MultiplyHigh<T, TWide> : IOperation<T, T, Nothing, T>
    where T : IBinaryInteger<T>
    where TWide : IBinaryInteger<TWide>
{
    public static T Apply(T a, T b, Nothing c) => T.CreateTruncating((TWide.CreateTruncating(a) * TWide.CreateTruncating(b)) >> (8 * a.GetByteCount()));
}

internal readonly struct MultiplyAddHigh<T, TWide> : IOperation<T, T, T, T>
    where T : IBinaryInteger<T>
    where TWide : IBinaryInteger<TWide>
{
    public static T Apply(T a, T b, T c) => MultiplyHigh<T, TWide>.Apply(a, b, default) + c;
}
