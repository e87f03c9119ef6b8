using System.Buffers.Binary;
using Easel.Imaging;
using SkiaSharp;

namespace Easel.Tests.Imaging;

/// <summary>Pictures, and files of them that are not PNG.</summary>
internal static class TestPictures
{
    /// <summary>A slow gradient in all colours.</summary>
    public static Image Gradient(int width, int height)
        => new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(i => Gradient(i / 3 % width, i / 3 / width, i % 3))]);

    public static byte[] Jpeg(Image image)
    {
        using SKBitmap bitmap = Bitmap(image, alpha: 255);
        return bitmap.PeekPixels().Encode(new SKJpegEncoderOptions(100, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore))!.ToArray();
    }

    public static byte[] WebP(Image image, bool isLossless, byte alpha = 255)
    {
        using SKBitmap bitmap = Bitmap(image, alpha);
        return bitmap.PeekPixels().Encode(new SKWebpEncoderOptions(isLossless ? SKWebpEncoderCompression.Lossless : SKWebpEncoderCompression.Lossy, 90))!.ToArray();
    }

    /// <summary>24 bits, the last row first, rows filled up to four bytes.</summary>
    public static byte[] Bmp(Image image)
    {
        int rowBytes = ((3 * image.Width) + 3) / 4 * 4;
        byte[] file = new byte[54 + (rowBytes * image.Height)];
        "BM"u8.CopyTo(file);
        Write32(file, 2, file.Length);
        Write32(file, 10, 54);
        Write32(file, 14, 40);
        Write32(file, 18, image.Width);
        Write32(file, 22, image.Height);
        file[26] = 1;
        file[28] = 24;
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            (int x, int y) = (i / 3 % image.Width, i / 3 / image.Width);
            file[54 + ((image.Height - 1 - y) * rowBytes) + (3 * x) + (2 - (i % 3))] = image.Pixels.Span[i];
        }

        return file;
    }

    /// <summary>Frames of up to 120 colour numbers below 128; colour n is (2n, n, 255 - n). Each number is a code of its own: with 7 bits of colour, codes have 8.</summary>
    public static byte[] Gif(int width, int height, params byte[][] frames)
    {
        List<byte> file = [.. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0xF6, 0, 0];
        for (int n = 0; n < 128; n++)
        {
            file.AddRange([(byte)(2 * n), (byte)n, (byte)(255 - n)]);
        }

        foreach (byte[] frame in frames)
        {
            file.AddRange([0x21, 0xF9, 4, 0, 10, 0, 0, 0]);
            file.AddRange([0x2C, 0, 0, 0, 0, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0]);
            file.AddRange([7, (byte)(frame.Length + 2), 0x80, .. frame, 0x81, 0]);
        }

        return [.. file, 0x3B];
    }

    /// <summary>An EXIF block with nothing but an orientation.</summary>
    public static byte[] Exif(byte orientation, bool isLittle) => isLittle
        ? [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]
        : [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];

    /// <summary>A JPEG file with an EXIF block as its first segment.</summary>
    public static byte[] WithExif(byte[] jpeg, byte[] exif)
    {
        int length = 2 + 6 + exif.Length;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. exif, .. jpeg[2..]];
    }

    private static byte Gradient(int x, int y, int channel) => (byte)(channel switch { 0 => 40 + (2 * x), 1 => 60 + (3 * y), _ => 90 + x + y });

    private static SKBitmap Bitmap(Image image, byte alpha)
    {
        SKBitmap bitmap = new(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, alpha == 255 ? SKAlphaType.Opaque : SKAlphaType.Unpremul));
        for (int i = 0; i < image.Width * image.Height; i++)
        {
            ReadOnlySpan<byte> colour = image.Pixels.Span.Slice(3 * i, 3);
            bitmap.SetPixel(i % image.Width, i / image.Width, new SKColor(colour[0], colour[1], colour[2], alpha));
        }

        return bitmap;
    }

    private static void Write32(byte[] file, int place, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(place), value);
}
