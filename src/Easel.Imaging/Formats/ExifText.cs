using System.Buffers.Binary;
using System.Text;

namespace Easel.Imaging.Formats;

/// <summary>Texts in a block of EXIF 2.3 (sec. 4.6): tags of type ASCII in the first directory.</summary>
public static class ExifText
{
    private const ushort Ascii = 2;
    private const int EntryLength = 12;

    /// <summary>The text of a tag; none if the block has no such text, or cannot be read.</summary>
    /// <param name="exif">from its byte order on: <c>II</c> or <c>MM</c>; empty if there is none</param>
    /// <param name="tag">such as 0x0131, Software</param>
    public static string? Read(ReadOnlySpan<byte> exif, ushort tag)
    {
        if (exif.Length < 8 || !(exif.StartsWith("II*\0"u8) || exif.StartsWith("MM\0*"u8)))
        {
            return null;
        }

        bool isLittle = exif[0] == 'I';
        uint start = ReadLong(exif[4..], isLittle);
        if (start > exif.Length - 2)
        {
            return null;
        }

        ReadOnlySpan<byte> directory = exif[((int)start + 2)..];
        for (int count = ReadShort(exif[(int)start..], isLittle); count > 0 && directory.Length >= EntryLength; count--, directory = directory[EntryLength..])
        {
            if (ReadShort(directory, isLittle) == tag && ReadShort(directory[2..], isLittle) == Ascii)
            {
                return Text(exif, directory[4..EntryLength], isLittle);
            }
        }

        return null;
    }

    /// <summary>A text lies in its entry if it has up to four bytes, else where the entry says.</summary>
    private static string? Text(ReadOnlySpan<byte> exif, ReadOnlySpan<byte> entry, bool isLittle)
    {
        uint length = ReadLong(entry, isLittle);
        uint place = ReadLong(entry[4..], isLittle);
        if (length > 4 && (ulong)place + length > (ulong)exif.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> text = length <= 4 ? entry.Slice(4, (int)length) : exif.Slice((int)place, (int)length);
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    private static ushort ReadShort(ReadOnlySpan<byte> bytes, bool isLittle)
        => isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint ReadLong(ReadOnlySpan<byte> bytes, bool isLittle)
        => isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
