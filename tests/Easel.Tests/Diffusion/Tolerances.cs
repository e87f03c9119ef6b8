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

    /// <summary>A way through an analytic model in float32 beside the same in float64, in shares of its largest latent, as the recordings' README allows.</summary>
    public const double AnalyticWay = 1e-4;

    /// <summary>Weights of a multistep method in float64, relative: differences of a few terms of a hundred times their size, integrated numerically in the recording.</summary>
    public const double MultistepWeight = 1e-11;

    /// <summary>Sigmas in float64 from alphas in float32 that are bit-equal, relative.</summary>
    public const double SigmaOfSameAlphas = 1e-14;

    /// <summary>A product of 1000 numbers in float32, relative: a thousand roundings of up to 6e-8, which mostly cancel.</summary>
    public const double SingleProduct = 1e-5;

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
