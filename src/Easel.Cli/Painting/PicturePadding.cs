using Easel.Imaging;

namespace Easel.Cli.Painting;

/// <summary>Pictures of any size for models that paint in steps of some pixels: their last column and row go on to the right and below, and are cut off again.</summary>
internal static class PicturePadding
{
    /// <summary>A length rounded up to a multiple.</summary>
    public static int RoundUp(int length, int multiple) => (length + multiple - 1) / multiple * multiple;

    /// <summary>A picture with its edges repeated to the right and below.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">its width or more</param>
    /// <param name="height">its height or more</param>
    public static Image Pad(Image image, int width, int height)
        => width == image.Width && height == image.Height ? image : new Image(width, height, Pad(image.Pixels.Span, image.Width, image.Height, width, height, channels: 3));

    /// <inheritdoc cref="Pad(Image, int, int)"/>
    public static GrayImage Pad(GrayImage image, int width, int height)
        => width == image.Width && height == image.Height ? image : new GrayImage(width, height, Pad(image.Pixels.Span, image.Width, image.Height, width, height, channels: 1));

    /// <summary>What is at the top left of a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">1 to its width</param>
    /// <param name="height">1 to its height</param>
    public static Image Crop(Image image, int width, int height)
    {
        if (width == image.Width && height == image.Height)
        {
            return image;
        }

        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            image.Pixels.Span.Slice(y * image.Width * 3, width * 3).CopyTo(pixels.AsSpan(y * width * 3));
        }

        return new Image(width, height, pixels);
    }

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
