using Easel.Imaging;
using Easel.Models;

namespace Easel.Diffusion.Previews;

/// <summary>
/// What a latent looks like, without a decoder: each colour is a sum of a latent pixel's channels, each times a factor. Fitted by least squares to pictures that were scaled
/// down, such a sum shows shapes and colours for a few thousand multiplications.
/// </summary>
internal sealed class LatentColours
{
    private const int Colours = 3;

    // Found by a linear regression of decoded pictures for Stable Diffusion v1-4, published by "Keturn": https://discuss.huggingface.co/t/decoding-latents-to-rgb-without-upscaling/23204
    // The web UI's "approx cheap" has the same. Rows: channels; columns: red, green, blue, from -1 to 1.
    private static readonly double[] s_stableDiffusion1 =
    [
        0.298, 0.207, 0.208,
        0.187, 0.286, 0.173,
        -0.158, 0.189, 0.264,
        -0.184, -0.271, -0.473,
    ];

    private readonly int _channels;
    private readonly float[] _factors;

    /// <summary>A projection.</summary>
    /// <param name="channels">Of a latent.</param>
    /// <param name="factors">[channels, 3], row by row; one row more is added whatever the latent.</param>
    /// <exception cref="ArgumentException">There are not as many factors.</exception>
    public LatentColours(int channels, IReadOnlyList<double> factors)
    {
        if (!Fits(channels, factors))
        {
            throw new ArgumentException($"{factors.Count} factors fit no latent of {channels} channels.", nameof(factors));
        }

        _channels = channels;
        _factors = [.. factors.Select(factor => (float)factor), .. new float[((channels + 1) * Colours) - factors.Count]];
    }

    /// <summary>
    /// A model's: those that its config tells; of Stable Diffusion v1 where it has as many channels, as nearly all autoencoders of its kind are finetuned from it; else the first
    /// channels as red, green and blue, which shows shapes.
    /// </summary>
    public static LatentColours Of(ModelShape shape, OriginalConfig? config)
    {
        int channels = shape.Autoencoder.LatentChannels;
        if (config?.LatentColours is IReadOnlyList<double> own && Fits(channels, own))
        {
            return new LatentColours(channels, own);
        }

        return new LatentColours(channels, channels == s_stableDiffusion1.Length / Colours ? s_stableDiffusion1 : Plain(channels));
    }

    /// <summary>What a latent looks like, a pixel for each of its own.</summary>
    /// <param name="latent">[height, width, channels]</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public Image Show(ReadOnlySpan<float> latent, int height, int width)
    {
        byte[] rgb = new byte[height * width * Colours];
        for (int i = 0; i < rgb.Length; i++)
        {
            (int pixel, int colour) = Math.DivRem(i, Colours);
            float unit = _factors[(_channels * Colours) + colour];
            for (int channel = 0; channel < _channels; channel++)
            {
                unit += latent[(pixel * _channels) + channel] * _factors[(channel * Colours) + colour];
            }

            rgb[i] = float.IsNaN(unit) ? (byte)0 : (byte)Math.Clamp(((unit + 1) * 127.5f) + 0.5f, 0, 255);
        }

        return new Image(width, height, rgb);
    }

    private static bool Fits(int channels, IReadOnlyList<double> factors) => factors.Count == channels * Colours || factors.Count == (channels + 1) * Colours;

    private static double[] Plain(int channels)
    {
        // Latents have a variance of about 1, so that two standard deviations are from black to white.
        double[] factors = new double[channels * Colours];
        for (int colour = 0; colour < Colours; colour++)
        {
            factors[(Math.Min(colour, channels - 1) * Colours) + colour] = 0.5;
        }

        return factors;
    }
}
