using SkiaSharp;

namespace Easel.Imaging.Formats;

/// <summary>Reads JPEG, WebP, BMP, and GIF files through SkiaSharp. Colours stay as they are stored, whatever profile the file has, as PIL and OpenCV leave them.</summary>
internal static class SkiaDecoder
{
    /// <summary>The picture of a whole file, the first of several.</summary>
    /// <exception cref="ImageException">It is not a whole, valid file, or too large.</exception>
    public static Image Decode(ReadOnlySpan<byte> file, PictureFormat format, PictureOrientation orientation) => Read(file, format, codec =>
    {
        byte[] colours = DecodePixels(codec, format, WithoutAlpha);
        Image image = new(codec.Info.Width, codec.Info.Height, colours);
        return orientation == PictureOrientation.Upright ? ExifOrientation.Apply(image, OrientationOf(codec)) : image;
    });

    /// <summary>How much of each pixel is there: 255 wholly, 0 not at all; none if all are.</summary>
    /// <exception cref="ImageException">It is not a whole, valid file, or too large.</exception>
    public static GrayImage? DecodeAlpha(ReadOnlySpan<byte> file, PictureFormat format) => Read(file, format, codec =>
    {
        byte[]? alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? null : DecodePixels(codec, format, OnlyAlpha);
        return alpha is null ? null : new GrayImage(codec.Info.Width, codec.Info.Height, alpha);
    });

    private static T Read<T>(ReadOnlySpan<byte> file, PictureFormat format, Func<SKCodec, T> read)
    {
        try
        {
            using SKData data = SKData.CreateCopy(file);
            using SKCodec codec = SKCodec.Create(data) ?? throw new ImageException($"the {Name(format)} file is damaged or cut off: its header cannot be read.");
            return read(codec);
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            throw new ImageException($"the library that reads {Name(format)} files (SkiaSharp) cannot be loaded on this system; convert the picture to PNG.", error);
        }
    }

    private static string Name(PictureFormat format) => format == PictureFormat.WebP ? "WebP" : format.ToString().ToUpperInvariant();

    private static int OrientationOf(SKCodec codec) => (int)codec.EncodedOrigin is >= 1 and <= 8 and int orientation ? orientation : ExifOrientation.Upright;

    private static byte[] DecodePixels(SKCodec codec, PictureFormat format, PixelReader read)
    {
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if (width < 1 || height < 1 || (long)width * height > Image.MaxPixels)
        {
            throw new ImageException($"the picture is {width} x {height}; 1 to {Image.MaxPixels} pixels can be read.");
        }

        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        SKImageInfo info = new(width, height, SKColorType.Rgba8888, alpha);
        using SKBitmap bitmap = new();
        if (!bitmap.TryAllocPixels(info))
        {
            throw new ImageException($"there is not enough memory for a picture of {width} x {height}.");
        }

        SKCodecResult result = codec.GetPixels(info, bitmap.GetPixels());
        return result switch
        {
            SKCodecResult.Success => read(bitmap.GetPixelSpan(), width * height),
            SKCodecResult.IncompleteInput => throw new ImageException($"the {Name(format)} file is cut off: its pixels end early."),
            SKCodecResult.ErrorInInput or SKCodecResult.InvalidInput => throw new ImageException($"the {Name(format)} file is damaged: its pixels cannot be read."),
            _ => throw new ImageException($"the {Name(format)} file cannot be read: {result}."),
        };
    }

    private static byte[] WithoutAlpha(ReadOnlySpan<byte> pixels, int count)
    {
        byte[] colours = new byte[3L * count];
        for (int i = 0; i < count; i++)
        {
            pixels.Slice(4 * i, 3).CopyTo(colours.AsSpan(3 * i));
        }

        return colours;
    }

    private static byte[] OnlyAlpha(ReadOnlySpan<byte> pixels, int count)
    {
        byte[] alpha = new byte[count];
        for (int i = 0; i < count; i++)
        {
            alpha[i] = pixels[(4 * i) + 3];
        }

        return alpha;
    }

    private delegate byte[] PixelReader(ReadOnlySpan<byte> pixels, int count);
}
