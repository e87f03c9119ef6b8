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

    /// <summary>
    /// Sums of products whose factors were rounded: the roundings add up as random numbers do, to a share of the root of the sum of the products' squares.
    /// </summary>
    /// <param name="expected">The sums.</param>
    /// <param name="squares">The sums of the products' squares.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="tolerance">The share.</param>
    /// <param name="context">Of what.</param>
    public static void Rounded(ReadOnlySpan<double> expected, ReadOnlySpan<double> squares, ReadOnlySpan<float> actual, double tolerance, string context)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = (tolerance * Math.Sqrt(squares[i])) + (Tolerances.Single * Math.Abs(expected[i])) + Tolerances.LeastSum;
            double difference = Math.Abs(expected[i] - actual[i]);
            Assert.True(
                difference <= allowed,
                string.Create(CultureInfo.InvariantCulture, $"{context}, element {i}: {expected[i]:R} is wanted, {actual[i]:R} was found, off by {difference / allowed:G3} times what is allowed."));
        }
    }

    /// <summary>The root mean square of the differences is within a share of that of the numbers, and none is eight times as great.</summary>
    public static void RootMeanSquare(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance, string context)
    {
        const double Greatest = 8;
        Assert.Equal(expected.Length, actual.Length);
        double size = 0;
        double error = 0;
        double greatest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(expected[i] - actual[i]);
            Assert.True(double.IsFinite(difference), string.Create(CultureInfo.InvariantCulture, $"{context}, element {i}: {expected[i]:R} is wanted, {actual[i]:R} was found."));
            size += expected[i] * expected[i];
            error += difference * difference;
            greatest = Math.Max(greatest, difference);
        }

        (size, error) = (Math.Sqrt(size / expected.Length), Math.Sqrt(error / expected.Length));
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{context}: {error / size:E2}, greatest {greatest / size:E2}"));
        Assert.True(error <= tolerance * size, string.Create(CultureInfo.InvariantCulture, $"{context}: off by {error / size:E2} of the root mean square, allowed {tolerance:E2}."));
        Assert.True(greatest <= Greatest * tolerance * size, string.Create(CultureInfo.InvariantCulture, $"{context}: one is off by {greatest / size:E2} of the root mean square, allowed {Greatest * tolerance:E2}."));
    }

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
