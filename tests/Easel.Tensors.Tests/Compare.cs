using System.Globalization;

namespace Easel.Tensors.Tests;

/// <summary>Assertions on rows of numbers that say where the first difference is.</summary>
internal static class Compare
{
    /// <summary>The same bits; what is not a number equals its like, whatever its bits.</summary>
    public static void Bits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string context)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i])
                || (float.IsNaN(expected[i]) && float.IsNaN(actual[i]));
            Assert.True(same, string.Create(CultureInfo.InvariantCulture, $"{context}, element {i}: {expected[i]:R} is wanted, {actual[i]:R} was found."));
        }
    }

    public static void Absolute(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance, string context = "")
        => Within(expected, actual, _ => tolerance, context);

    public static void Relative(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance, string context = "")
        => Within(expected, actual, value => Math.Abs(value) * tolerance, context);

    private static void Within(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, Func<double, double> tolerance, string context)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            bool near = Math.Abs(expected[i] - actual[i]) <= tolerance(expected[i]) || expected[i].Equals(actual[i]);
            Assert.True(near, string.Create(CultureInfo.InvariantCulture, $"{context} element {i}: {expected[i]:R} is wanted, {actual[i]:R} was found."));
        }
    }
}
