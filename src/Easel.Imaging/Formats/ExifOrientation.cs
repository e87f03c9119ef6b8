using System.Buffers.Binary;

namespace Easel.Imaging.Formats;

/// <summary>The tag Orientation of EXIF 2.3, sec. 4.6.4: 1 as it is, 2 to 8 mirrored, turned, or both.</summary>
internal static class ExifOrientation
{
    /// <summary>Nothing to do.</summary>
    public const int Upright = 1;

    private const ushort Tag = 0x0112;
    private const ushort Short = 3;
    private const int EntryLength = 12;

    /// <summary>The orientation in a block of EXIF; <see cref="Upright"/> if it says none, or cannot be read.</summary>
    /// <param name="exif">from its byte order on: <c>II</c> or <c>MM</c></param>
    public static int Read(ReadOnlySpan<byte> exif)
    {
        if (exif.Length < 8 || !(exif.StartsWith("II*\0"u8) || exif.StartsWith("MM\0*"u8)))
        {
            return Upright;
        }

        bool isLittle = exif[0] == 'I';
        uint start = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(exif[4..]) : BinaryPrimitives.ReadUInt32BigEndian(exif[4..]);
        if (start > exif.Length - 2)
        {
            return Upright;
        }

        ReadOnlySpan<byte> directory = exif[(int)start..];
        int count = ReadShort(directory, isLittle);
        directory = directory[2..];
        for (; count > 0 && directory.Length >= EntryLength; count--, directory = directory[EntryLength..])
        {
            if (ReadShort(directory, isLittle) == Tag && ReadShort(directory[2..], isLittle) == Short)
            {
                return ReadShort(directory[8..], isLittle) is >= 1 and <= 8 and ushort value ? value : Upright;
            }
        }

        return Upright;
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

    private static ushort ReadShort(ReadOnlySpan<byte> bytes, bool isLittle)
        => isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
