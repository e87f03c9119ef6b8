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
    private readonly int _side;
    private readonly float[] _factors;

    /// <summary>A projection.</summary>
    /// <param name="channels">Of a latent.</param>
    /// <param name="factors">
    /// [channels, side * side * 3] for pictures of side times as many pixels each way as the latent, row by row; one row more is added whatever the latent.
    /// </param>
    /// <exception cref="ArgumentException">There are not as many factors as a side of 1 or 2 has.</exception>
    public LatentColours(int channels, IReadOnlyList<double> factors)
    {
        _channels = channels;
        _side = SideOf(channels, factors.Count) ?? throw new ArgumentException($"{factors.Count} factors fit no latent of {channels} channels.", nameof(factors));
        _factors = [.. factors.Select(factor => (float)factor), .. new float[((channels + 1) * _side * _side * Colours) - factors.Count]];
    }

    /// <summary>
    /// A model's: those that its config tells; of Stable Diffusion v1 where it has as many channels, as nearly all autoencoders of its kind are finetuned from it; else the first
    /// channels as red, green and blue, which shows shapes.
    /// </summary>
    public static LatentColours Of(ModelShape shape, OriginalConfig? config)
    {
        int channels = shape.Autoencoder.LatentChannels;
        if (config?.LatentColours is IReadOnlyList<double> own && SideOf(channels, own.Count) is not null)
        {
            return new LatentColours(channels, own);
        }

        return new LatentColours(channels, channels == s_stableDiffusion1.Length / Colours ? s_stableDiffusion1 : Plain(channels));
    }

    /// <summary>How many pixels each way a latent pixel becomes by so many factors; none if the number is wrong.</summary>
    public static int? SideOf(int channels, int factors)
        => Enumerable.Range(1, 2).Cast<int?>().FirstOrDefault(side => factors == channels * side * side * Colours || factors == (channels + 1) * side * side * Colours);

    /// <summary>What a latent looks like.</summary>
    /// <param name="latent">[height, width, channels]</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public PreviewPicture Show(ReadOnlySpan<float> latent, int height, int width)
    {
        int columns = _side * _side * Colours;
        byte[] rgb = new byte[height * width * columns];
        Span<float> sums = stackalloc float[columns];
        for (int pixel = 0; pixel < height * width; pixel++)
        {
            _factors.AsSpan(_channels * columns, columns).CopyTo(sums);
            for (int channel = 0; channel < _channels; channel++)
            {
                float value = latent[(pixel * _channels) + channel];
                ReadOnlySpan<float> row = _factors.AsSpan(channel * columns, columns);
                for (int i = 0; i < columns; i++)
                {
                    sums[i] += value * row[i];
                }
            }

            Place(sums, rgb, pixel / width, pixel % width, width);
        }

        return new PreviewPicture(width * _side, height * _side, rgb);
    }

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

    private void Place(ReadOnlySpan<float> unit, byte[] rgb, int row, int column, int width)
    {
        for (int i = 0; i < unit.Length; i++)
        {
            (int cell, int colour) = Math.DivRem(i, Colours);
            int y = (row * _side) + (cell / _side);
            int x = (column * _side) + (cell % _side);
            float level = (unit[i] + 1) * 127.5f;
            rgb[(((y * width * _side) + x) * Colours) + colour] = float.IsNaN(level) ? (byte)0 : (byte)Math.Clamp(level + 0.5f, 0, 255);
        }
    }
}
