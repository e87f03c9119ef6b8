using SkiaSharp;

namespace Easel.Imaging.Formats;

/// <summary>Writes JPEG and WebP files through SkiaSharp, for programs that want no PNG. They carry no texts.</summary>
public static class SkiaEncoder
{
    /// <summary>A picture as a JPEG file.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">1 to 100</param>
    /// <exception cref="ImageException">It cannot be encoded on this system.</exception>
    public static byte[] EncodeJpeg(Image image, int quality) => Encode(image, SKEncodedImageFormat.Jpeg, quality);

    /// <summary>A picture as a WebP file.</summary>
    /// <inheritdoc cref="EncodeJpeg(Image, int)"/>
    public static byte[] EncodeWebP(Image image, int quality) => Encode(image, SKEncodedImageFormat.Webp, quality);

    private static byte[] Encode(Image image, SKEncodedImageFormat format, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        try
        {
            using SKBitmap bitmap = new();
            if (!bitmap.TryAllocPixels(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque)))
            {
                throw new ImageException($"there is not enough memory for a picture of {image.Width} x {image.Height}.");
            }

            ReadOnlySpan<byte> colours = image.Pixels.Span;
            Span<byte> pixels = bitmap.GetPixelSpan();
            for (int i = 0; i < image.Width * image.Height; i++)
            {
                colours.Slice(3 * i, 3).CopyTo(pixels[(4 * i)..]);
                pixels[(4 * i) + 3] = byte.MaxValue;
            }

            using SKData? data = bitmap.Encode(format, quality);
            return data?.ToArray() ?? throw new ImageException($"a picture of {image.Width} x {image.Height} cannot be written as {format}.");
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            throw new ImageException("the library that writes JPEG and WebP files (SkiaSharp) cannot be loaded on this system; ask for PNG.", error);
        }
    }
}
