using Easel.Tensors;

namespace Easel.Cuda.Tests.Operations;

/// <summary>How far a card's result may be from the processor's.</summary>
/// <param name="Relative">Of the result.</param>
/// <param name="Absolute">And so much.</param>
internal readonly record struct Tolerance(double Relative, double Absolute)
{
    /// <summary>Bit for bit: the same operations in the same order, or none.</summary>
    public static Tolerance None => new(0, 0);

    /// <summary>
    /// Of results of a few units in float32: a factor and a shift are rounded, and the root's reciprocal is right to 2^-22.9. In float16 the input is the same and the
    /// result is rounded once, by 2^-11 of itself.
    /// </summary>
    public static Tolerance Normalization(Precision precision) => Rounded(precision, 4e-6);

    /// <summary>A mean of a thousand deviations: a shift of as many, rounded by 2^-24 of itself, and a factor that is as far off.</summary>
    public static Tolerance FarFromZero => new(0, 3e-4);

    /// <summary>Without variance, the root of an epsilon of 1e-5 multiplies numbers of a few units, and what they are rounded by, by 316.</summary>
    public static Tolerance NoVariance => new(0, 1e-4);

    /// <summary>An exponential and a reciprocal right to 2^-22 or so; for GELU an error function right to 1.5e-7 times numbers of a few units.</summary>
    public static Tolerance Activation(Precision precision) => Rounded(precision, 2e-6);

    /// <summary>A few numbers added in float32 in the same order; in float16 the result is rounded once.</summary>
    public static Tolerance Sum(Precision precision) => precision == Precision.Full ? None : Rounded(precision, 0);

    private static Tolerance Rounded(Precision precision, double absolute) => new(precision == Precision.Full ? 0 : 1.001 / 2048, absolute);
}
