using Easel.Imaging.Png;
using SkiaSharp;

namespace Easel.Imaging.Formats;

/// <summary>Sides of pictures from their headers alone: no pixel is decoded, and no memory taken for any.</summary>
internal static class PictureMeasure
{
    /// <summary>The sides as they are stored.</summary>
    /// <exception cref="ImageException">The header cannot be read, or tells of more than <see cref="Image.MaxPixels"/>.</exception>
    public static (int Width, int Height) Of(ReadOnlySpan<byte> file, PictureFormat format) => format == PictureFormat.Png ? OfPng(file) : OfOthers(file, format);

    private static (int Width, int Height) OfPng(ReadOnlySpan<byte> file)
    {
        PngHeader header = PngDecoder.ReadHeader(file);
        return (header.Width, header.Height);
    }

    private static (int Width, int Height) OfOthers(ReadOnlySpan<byte> file, PictureFormat format)
    {
        try
        {
            using SKData data = SKData.CreateCopy(file);
            using SKCodec codec = SKCodec.Create(data) ?? throw new ImageException($"the {format} file is damaged or cut off: its header cannot be read.");
            (int width, int height) = (codec.Info.Width, codec.Info.Height);
            return width > 0 && height > 0 && (long)width * height <= Image.MaxPixels
                ? (width, height)
                : throw new ImageException($"the picture is {width} x {height}; 1 to {Image.MaxPixels} pixels can be read.");
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            throw new ImageException("the library that reads pictures other than PNG (SkiaSharp) cannot be loaded on this system; convert the picture to PNG.", error);
        }
    }
}
