namespace Easel.Imaging.Formats;

/// <summary>The tag Orientation of EXIF 2.3, sec. 4.6.4: 1 as it is, 2 to 8 mirrored, turned, or both.</summary>
internal static class ExifOrientation
{
    /// <summary>Nothing to do.</summary>
    public const int Upright = 1;

    private const ushort Tag = 0x0112;
    private const ushort Short = 3;

    /// <summary>The orientation in a block of EXIF; <see cref="Upright"/> if it says none, or cannot be read.</summary>
    /// <param name="exif">from its byte order on: <c>II</c> or <c>MM</c></param>
    public static int Read(ReadOnlySpan<byte> exif)
    {
        ExifDirectory directory = new(exif);
        return directory.TryFind(Tag, Short, out _, out ReadOnlySpan<byte> value) && directory.ReadShort(value) is >= 1 and <= 8 and ushort orientation ? orientation : Upright;
    }

    /// <summary>The picture turned and mirrored so that it is upright.</summary>
    /// <param name="image">as it is stored; stays as it is</param>
    /// <param name="orientation">1 to 8</param>
    public static Image Apply(Image image, int orientation)
    {
        if (orientation == Upright)
        {
            return image;
        }

        (int width, int height) = (image.Width, image.Height);
        int right = width - 1;
        int bottom = (height - 1) * width;

        // Where the first pixel lies, and how far it is from a pixel to its right and lower neighbours.
        (int first, int stepX, int stepY) = orientation switch
        {
            2 => (right, -1, width),
            3 => (bottom + right, -1, -width),
            4 => (bottom, 1, -width),
            5 => (0, width, 1),
            6 => (bottom, -width, 1),
            7 => (bottom + right, -width, -1),
            8 => (right, width, -1),
            _ => throw new ArgumentOutOfRangeException(nameof(orientation)),
        };
        if (orientation >= 5)
        {
            (width, height) = (height, width);
        }

        ReadOnlySpan<byte> source = image.Pixels.Span;
        byte[] pixels = new byte[source.Length];
        for (int i = 0; i < width * height; i++)
        {
            int index = first + (i % width * stepX) + (i / width * stepY);
            source.Slice(3 * index, 3).CopyTo(pixels.AsSpan(3 * i));
        }

        return new Image(width, height, pixels);
    }
}
