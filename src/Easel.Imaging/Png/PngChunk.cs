using System.Buffers.Binary;
using System.Text;

namespace Easel.Imaging.Png;

/// <summary>One piece of a PNG file.</summary>
internal readonly ref struct PngChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
{
    /// <summary>Four letters.</summary>
    public string Name { get; } = Encoding.ASCII.GetString(type);

    /// <summary>What it holds.</summary>
    public ReadOnlySpan<byte> Content { get; } = content;

    /// <summary>Whether a reader who does not know the chunk must give up: its first letter is a capital.</summary>
    public bool IsCritical => char.IsAsciiLetterUpper(Name[0]);

    /// <summary>Takes the next chunk off a file's rest.</summary>
    /// <exception cref="ImageException">There is none, or it is damaged.</exception>
    public static PngChunk Take(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 12)
        {
            throw new ImageException("the file ends before its IEND chunk.");
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        ReadOnlySpan<byte> type = rest.Slice(4, 4);
        foreach (byte letter in type)
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                throw new ImageException($"a chunk's type is {Convert.ToHexString(type)}, which is not four letters.");
            }
        }

        PngChunk chunk = new(type, []);
        if (length > rest.Length - 12)
        {
            throw new ImageException($"the {chunk.Name} chunk wants {length} bytes, but only {rest.Length - 12} are left: the file is cut off.");
        }

        ReadOnlySpan<byte> content = rest.Slice(8, (int)length);
        uint wanted = BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]);
        uint found = Crc32.Of(type, content);
        if (found != wanted)
        {
            throw new ImageException($"the {chunk.Name} chunk is damaged: its checksum is {found:x8}, but the file says {wanted:x8}.");
        }

        rest = rest[(12 + (int)length)..];
        return new PngChunk(type, content);
    }
}
