using System.Text;

namespace Easel.Imaging.Formats;

/// <summary>Texts in a block of EXIF 2.3 (sec. 4.6): tags of type ASCII in the first directory.</summary>
public static class ExifText
{
    private const ushort Ascii = 2;

    /// <summary>The text of a tag; none if the block has no such text, or cannot be read.</summary>
    /// <param name="exif">from its byte order on: <c>II</c> or <c>MM</c>; empty if there is none</param>
    /// <param name="tag">such as 0x0131, Software</param>
    public static string? Read(ReadOnlySpan<byte> exif, ushort tag)
    {
        ExifDirectory directory = new(exif);
        if (!directory.TryFind(tag, Ascii, out uint length, out ReadOnlySpan<byte> value))
        {
            return null;
        }

        uint place = directory.ReadLong(value);
        if (length > value.Length && (ulong)place + length > (ulong)exif.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> text = length <= value.Length ? value[..(int)length] : exif.Slice((int)place, (int)length);
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }
}
