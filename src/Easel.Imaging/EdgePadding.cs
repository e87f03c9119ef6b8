namespace Easel.Imaging;

/// <summary>Larger pictures whose last column and row go on to the right and below: for what takes sides in steps of some pixels only.</summary>
public static class EdgePadding
{
    /// <summary>A picture with its edges repeated to the right and below.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">its width or more</param>
    /// <param name="height">its height or more</param>
    public static Image Pad(Image image, int width, int height)
        => width == image.Width && height == image.Height ? image : new Image(width, height, Pad(image.Pixels.Span, image.Width, image.Height, width, height, channels: 3));

    /// <inheritdoc cref="Pad(Image, int, int)"/>
    public static GrayImage Pad(GrayImage image, int width, int height)
        => width == image.Width && height == image.Height ? image : new GrayImage(width, height, Pad(image.Pixels.Span, image.Width, image.Height, width, height, channels: 1));

    private static byte[] Pad(ReadOnlySpan<byte> from, int fromWidth, int fromHeight, int width, int height, int channels)
    {
        byte[] pixels = new byte[(long)width * height * channels];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = from.Slice(Math.Min(y, fromHeight - 1) * fromWidth * channels, fromWidth * channels);
            Span<byte> to = pixels.AsSpan(y * width * channels, width * channels);
            row.CopyTo(to);
            for (int x = fromWidth; x < width; x++)
            {
                row[^channels..].CopyTo(to[(x * channels)..]);
            }
        }

        return pixels;
    }
}
