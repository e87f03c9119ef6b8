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
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, Image.MaxPixels, nameof(height));
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
}
