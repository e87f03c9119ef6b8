namespace Easel.Imaging;

/// <summary>A picture of one 8-bit channel, row by row from the top left: a mask.</summary>
public sealed class GrayImage
{
    /// <summary>A picture of these pixels.</summary>
    /// <param name="width">1 or more</param>
    /// <param name="height">1 or more</param>
    /// <param name="pixels">width * height bytes; 0 black, 255 white</param>
    public GrayImage(int width, int height, byte[] pixels)
    {
        Image.RequireSize(width, height);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.LongLength, (long)width * height, nameof(pixels));
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Row by row.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>A picture in shades of grey as PIL's mode L: 0.299 R + 0.587 G + 0.114 B in 16 bits behind the point, rounded (ITU-R 601; Pillow, Convert.c).</summary>
    public static GrayImage Of(Image image)
    {
        ReadOnlySpan<byte> colours = image.Pixels.Span;
        byte[] pixels = new byte[image.Width * image.Height];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(((colours[3 * i] * 19595) + (colours[(3 * i) + 1] * 38470) + (colours[(3 * i) + 2] * 7471) + 0x8000) >> 16);
        }

        return new GrayImage(image.Width, image.Height, pixels);
    }
}
