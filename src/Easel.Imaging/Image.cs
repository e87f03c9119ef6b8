namespace Easel.Imaging;

/// <summary>A picture of 8-bit red, green, blue, row by row from the top left.</summary>
public sealed class Image
{
    /// <summary>A picture of these pixels.</summary>
    /// <param name="width">1 or more</param>
    /// <param name="height">1 or more</param>
    /// <param name="pixels">width * height * 3 bytes: red, green, blue</param>
    public Image(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.LongLength, (long)width * height * 3, nameof(pixels));
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Red, green, blue of each pixel, row by row.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }
}
