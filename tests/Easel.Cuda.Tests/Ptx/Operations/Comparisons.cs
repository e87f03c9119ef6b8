using System.Numerics;

namespace Easel.Cuda.Tests.Ptx.Operations;

internal readonly struct Equal<T> : IComparison<T>
    where T : INumber<T>
{
    public static bool Apply(T a, T b) => a == b;
}

/// <summary>False of what is no number; <see cref="NotEqualOrNan{T}"/> is true of it.</summary>
internal readonly struct NotEqual<T> : IComparison<T>
    where T : INumber<T>
{
    public static bool Apply(T a, T b) => a < b || a > b;
}

internal readonly struct Less<T> : IComparison<T>
    where T : INumber<T>
{
    public static bool Apply(T a, T b) => a < b;
}

internal readonly struct LessOrEqual<T> : IComparison<T>
    where T : INumber<T>
{
    public static bool Apply(T a, T b) => a <= b;
}

internal readonly struct EqualOrNan<T> : IComparison<T>
    where T : INumber<T>
{
    public static bool Apply(T a, T b) => !(a < b || a > b);
}

internal readonly struct NotEqualOrNan<T> : IComparison<T>
    where T : INumber<T>
{
    public static bool Apply(T a, T b) => a != b;
}

internal readonly struct LessOrNan<T> : IComparison<T>
    where T : INumber<T>
{
    public static bool Apply(T a, T b) => !(a >= b);
}

internal readonly struct LessOrEqualOrNan<T> : IComparison<T>
    where T : INumber<T>
{
    public static bool Apply(T a, T b) => !(a > b);
}

internal readonly struct AreNumbers<T> : IComparison<T>
    where T : INumber<T>
{
    public static bool Apply(T a, T b) => !T.IsNaN(a) && !T.IsNaN(b);
}

internal readonly struct IsAnyNan<T> : IComparison<T>
    where T : INumber<T>
{
    public static bool Apply(T a, T b) => T.IsNaN(a) || T.IsNaN(b);
}
