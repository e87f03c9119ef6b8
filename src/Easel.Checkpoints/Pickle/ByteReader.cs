using System.Buffers.Binary;
using System.Text;

namespace Easel.Checkpoints.Pickle;

/// <summary>Reads numbers and strings from a stretch of a file, never past its end.</summary>
internal sealed class ByteReader(SourceFile file, long start, long end)
{
    // Longer than any name or number in text form.
    private const int LongestLine = 1 << 16;

    /// <summary>Where the next byte lies in the file.</summary>
    public long Position { get; private set; } = start;

    public long Left => end - Position;

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double ReadBigEndianDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)Left || count > int.MaxValue)
        {
            throw file.Refuse($"byte {Position} promises {count} bytes more, but there are {Left}. The file is cut off or damaged; download or copy it again.");
        }

        ReadOnlySpan<byte> bytes = file.Bytes(Position, (int)count);
        Position += (long)count;
        return bytes;
    }

    /// <summary>Text up to the end of the line, which is not part of it.</summary>
    public string ReadLine()
    {
        ReadOnlySpan<byte> rest = file.Bytes(Position, (int)Math.Min(Left, LongestLine));
        int length = rest.IndexOf((byte)'\n');
        if (length < 0)
        {
            throw file.Refuse($"byte {Position} begins a line of text that does not end. The file is cut off or damaged; download or copy it again.");
        }

        Position += length + 1;
        return Encoding.UTF8.GetString(rest[..length]);
    }
}
