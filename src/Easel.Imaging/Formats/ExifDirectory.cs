using System.Buffers.Binary;

namespace Easel.Imaging.Formats;

/// <summary>The first directory of a block of EXIF 2.3, sec. 4.6. Nothing in it is trusted.</summary>
/// <param name="exif">from its byte order on: <c>II</c> or <c>MM</c>; empty if there is none</param>
internal readonly ref struct ExifDirectory(ReadOnlySpan<byte> exif)
{
    private const int EntryLength = 12;
    private const int ValuePlace = 8;

    private readonly ReadOnlySpan<byte> _exif = exif;
    private readonly bool _isLittle = exif.StartsWith("II"u8);

    /// <summary>Looks a tag up.</summary>
    /// <param name="tag">such as 0x0112, Orientation</param>
    /// <param name="type">of its values: 2 for letters, 3 for numbers of 16 bits</param>
    /// <param name="count">how many values it has</param>
    /// <param name="value">four bytes: the values if they fit, else where in the block they lie</param>
    /// <returns>whether the block has such an entry, and can be read so far</returns>
    public bool TryFind(ushort tag, ushort type, out uint count, out ReadOnlySpan<byte> value)
    {
        count = 0;
        value = default;
        if (_exif.Length < 8 || !(_exif.StartsWith("II*\0"u8) || _exif.StartsWith("MM\0*"u8)))
        {
            return false;
        }

        uint start = ReadLong(_exif[4..]);
        if (start > _exif.Length - 2)
        {
            return false;
        }

        ReadOnlySpan<byte> entries = _exif[((int)start + 2)..];
        for (int left = ReadShort(_exif[(int)start..]); left > 0 && entries.Length >= EntryLength; left--, entries = entries[EntryLength..])
        {
            if (ReadShort(entries) == tag && ReadShort(entries[2..]) == type)
            {
                count = ReadLong(entries[4..]);
                value = entries[ValuePlace..EntryLength];
                return true;
            }
        }

        return false;
    }

    /// <summary>A number of 16 bits in the block's order of bytes.</summary>
    public ushort ReadShort(ReadOnlySpan<byte> bytes) => _isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    /// <summary>A number of 32 bits in the block's order of bytes.</summary>
    public uint ReadLong(ReadOnlySpan<byte> bytes) => _isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
