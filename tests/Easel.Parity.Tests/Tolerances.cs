namespace Easel.Parity.Tests;

/// <summary>How far from the recordings a result may be, and why. The recordings' own distance from float64 is given by their README.</summary>
internal static class Tolerances
{
    /// <summary>Text embeddings, predicted noise, activations: absolute, for values of about 1. A float64 run differs by 2e-6.</summary>
    public const float Network = 2e-5f;

    /// <summary>Decoded pictures before they are cut to 8 bits, absolute. A float64 run differs by 2e-6.</summary>
    public const float Decoded = 2e-5f;

    /// <summary>The encoder's moments reach 11, so the same relative error is larger. A float64 run differs by 1e-5.</summary>
    public const float Moments = 1e-4f;

    /// <summary>Latents after a whole run reach 60. A float64 run differs by 1e-4.</summary>
    public const float Latents = 5e-4f;

    /// <summary>Sigmas, relative: the recordings are float32, and so were some of the steps to them.</summary>
    public const double Sigmas = 1e-6;

    /// <summary>Times of sigmas, absolute, up to 999: a rounding of log sigma to float32 is 5e-5 of a time where sigmas are closest.</summary>
    public const double ModelTimes = 2e-4;

    /// <summary>
    /// Latents of samplers on analytic models, as a share of the recording's largest at that step. Recordings and results are float32; 2.1e-6 was measured, and
    /// the recordings' README allows ten times this.
    /// </summary>
    public const float AnalyticLatents = 1e-5f;

    /// <summary>Decoded pictures after a whole run, absolute. A float64 run differs by 1e-5.</summary>
    public const float EndToEnd = 1e-4f;

    /// <summary>Values of a picture that may differ by one of 255: the cut to 8 bits turns a difference of 1e-6 into one level now and then.</summary>
    public const double OneLevelShare = 0.005;

    /// <summary>
    /// Levels of 255 by which autocast's picture may differ from the exact one, on average. Half precision holds the recorded models' weights exactly (measured: 0);
    /// a processor that rounds activations too, to bfloat16, errs by 2^-9 of their size.
    /// </summary>
    public const double AutocastLevels = 1;

    /// <summary>The same where half precision multiplies: float16's picture of micro-sd in two steps, without anything planted, is off by 0.81, planted ones by up to 1.06.</summary>
    public const double MixedLevels = 2;

    /// <summary>The same where layers are in int8: of the root mean square of a product they are off by 1.1e-2, seven times float16's error.</summary>
    public const double QuantizedLevels = 4;

    /// <summary>Of the root mean square of a UNet's whole answer, where products are of half precision. PyTorch's autocast to bfloat16 is off by 1.42e-2 on SD v1.</summary>
    public const double HalfPrecision = 1.5e-2;

    /// <summary>The same where pocket's middle layers are in int8. Measured: 1.2e-3 to 5.7e-3, in float16 elsewhere up to 6.5e-3.</summary>
    public const double Quantized = 1.2e-2;

    /// <summary>Decibels, peak signal to noise, of autocast's pictures beside the exact ones at the end of a run: what is beyond is hard to see.</summary>
    public const double PictureDecibels = 30;

    /// <summary>The same where a picture is chaotic: of stained glass, 50 steps on, another rounding moves a stroke of lead (27 to 37 dB seen).</summary>
    public const double ChaoticPictureDecibels = 25;

    /// <summary>
    /// Of the root mean square of a network's whole answer on a card, where activations are halves: between what Easel.Cuda.Tests allows a network of a few
    /// blocks, 5e-3, and bfloat16's <see cref="HalfPrecision"/>, whose roundings are eight times as large.
    /// </summary>
    public const double CardAutocast = 1e-2;

    /// <summary>Cosines and embeddings of the safety checker, absolute; the recordings' README allows as much.</summary>
    public const float SafetyEmbedding = 1e-4f;

    /// <summary>Cosines of the safety checker with its weights in half precision, absolute: half of what a score is rounded to.</summary>
    public const float SafetyHalfWeights = 5e-4f;

    /// <summary>A picture's colours as CLIP sees them, about -2 to 2: float32's rounding of the same formula.</summary>
    public const float ClipColours = 1e-6f;

    /// <summary>Scores are rounded to thousandths: one of them when a cosine lies between two.</summary>
    public const double SafetyScore = 0.001 + 1e-12;

    /// <summary>Decibels, peak signal to noise, of watermarked pictures beside the recorded ones, which differ by a level here and there before they are marked.</summary>
    public const double MarkedDecibels = 50;
}
