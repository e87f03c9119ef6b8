namespace Easel.Cuda.Tests;

/// <summary>How far results of a card may be from those of the processor in full precision, relative to their root mean square.</summary>
internal static class Tolerances
{
    /// <summary>Sums in floats in another order; exp and erf with 22 bits.</summary>
    public const double Full = 3e-6;

    /// <summary>A result rounded to a half, 2^-11 at most and 2^-12.8 on average, of operands that were halves already; or one of a few roundings in a row.</summary>
    public const double Half = 6e-4;

    /// <summary>A whole small network in floats.</summary>
    public const double FullNetwork = 2e-5;

    /// <summary>A whole small network in halves, some fifty roundings deep.</summary>
    public const double HalfNetwork = 5e-3;
}
