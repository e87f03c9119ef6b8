namespace Easel.Tests.Diffusion;

/// <summary>How far results may be from recordings, and why.</summary>
internal static class Tolerances
{
    /// <summary>Recordings in float32 and results in float64 or float32, relative: a few roundings of 6e-8 each.</summary>
    public const double Schedule = 1e-6;

    /// <summary>NumPy's normal numbers: the C library's logarithm is not always rounded as ours.</summary>
    public const double NumpyNormal = 1e-12;

    /// <summary>Latents up to 60 in runs on recovered model outputs: a dozen roundings of 4e-6 each. A tenth of what the recordings promise for the network's own.</summary>
    public const double Latent = 5e-5;

    /// <summary>Latents of analytic models, up to about 3, after tens of steps in float32.</summary>
    public const double Analytic = 1e-5;

    /// <summary>Fails unless every element is as near as told.</summary>
    public static void AssertAbsolute(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs((double)expected[i] - actual[i]) <= tolerance))
            {
                Assert.Fail($"Element {i} is {actual[i]:R}, but {expected[i]:R} within {tolerance} is wanted.");
            }
        }
    }

    /// <summary>Fails unless every element is as near as told, in shares of the expected one.</summary>
    public static void AssertRelative(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Abs(expected[i])))
            {
                Assert.Fail($"Element {i} is {actual[i]:R}, but {expected[i]:R} within {tolerance} of it is wanted.");
            }
        }
    }
}
