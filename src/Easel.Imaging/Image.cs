using Easel.Imaging.Png;

namespace Easel.Imaging;

/// <summary>A picture of 8-bit red, green, blue, row by row from the top left.</summary>
public sealed class Image
{
    /// <summary>The most pixels of one picture: 16384 x 16384, and 805 MB.</summary>
    public const int MaxPixels = 1 << 28;

    /// <summary>A picture of these pixels.</summary>
    /// <param name="width">1 or more</param>
    /// <param name="height">1 or more</param>
    /// <param name="pixels">width * height * 3 bytes: red, green, blue</param>
    public Image(int width, int height, byte[] pixels)
    {
        RequireSize(width, height);
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

    /// <summary>
    /// A decoder's output as 8-bit colours: 255 * clamp((x + 1) / 2, 0, 1), cut off, not rounded, in float32 as the original script computes it.
    /// </summary>
    /// <param name="unit">[height, width, 3], about [-1, 1]</param>
    /// <param name="width">1 or more</param>
    /// <param name="height">1 or more</param>
    /// <exception cref="ImageException">Some values are not numbers.</exception>
    public static Image FromUnit(ReadOnlySpan<float> unit, int width, int height) => FromUnit(unit, width, height, rounds: false);

    /// <summary>The same, rounded to the nearest, halves to even: as the original script shows pictures to the safety checker.</summary>
    /// <inheritdoc cref="FromUnit(ReadOnlySpan{float}, int, int)"/>
    public static Image FromUnitRounded(ReadOnlySpan<float> unit, int width, int height) => FromUnit(unit, width, height, rounds: true);

    /// <summary>A part of the picture; the picture itself if that is all of it.</summary>
    /// <param name="left">0 or more</param>
    /// <param name="top">0 or more</param>
    /// <param name="width">1 to what is right of <paramref name="left"/></param>
    /// <param name="height">1 to what is below <paramref name="top"/></param>
    public Image Crop(int left, int top, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width - left);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Height - top);
        if (width == Width && height == Height)
        {
            return this;
        }

        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            Pixels.Span.Slice((((top + y) * Width) + left) * 3, width * 3).CopyTo(pixels.AsSpan(y * width * 3));
        }

        return new Image(width, height, pixels);
    }

    /// <summary>Writes a new PNG file; nothing is left behind if it cannot be written whole.</summary>
    /// <exception cref="IOException">The file exists already, or cannot be written.</exception>
    public void Save(string path) => NewFile.Write(path, PngFile.Encode(this));

    /// <summary>Refuses a size that no picture can have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or there are more than <see cref="MaxPixels"/>.</exception>
    internal static void RequireSize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, MaxPixels, nameof(height));
    }

    private static Image FromUnit(ReadOnlySpan<float> unit, int width, int height, bool rounds)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(unit.Length, (long)width * height * 3, nameof(unit));

        byte[] pixels = new byte[unit.Length];
        int missing = 0;
        for (int i = 0; i < unit.Length; i++)
        {
            float value = Math.Clamp((unit[i] + 1f) / 2f, 0f, 1f);
            if (float.IsNaN(value))
            {
                missing++;
                continue;
            }

            pixels[i] = (byte)(rounds ? MathF.Round(255f * value) : 255f * value);
        }

        return missing == 0
            ? new Image(width, height, pixels)
            : throw new ImageException($"{missing} of {unit.Length} colour values of the {width} x {height} picture are not numbers (NaN).");
    }
}
