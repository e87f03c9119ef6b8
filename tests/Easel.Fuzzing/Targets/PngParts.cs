using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Easel.Fuzzing.Targets;

/// <summary>Pieces of PNG files, with none of the code under test.</summary>
internal static class PngParts
{
    /// <summary>The eight bytes in front, and chunks.</summary>
    public static byte[] File(params byte[][] chunks) => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. chunks.SelectMany(chunk => chunk)];

    /// <summary>A chunk with its length and checksum.</summary>
    public static byte[] Chunk(string type, params ReadOnlySpan<byte> content)
    {
        byte[] chunk = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(type), .. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), Crc(chunk.AsSpan(4, 4 + content.Length)));
        return chunk;
    }

    /// <summary>An IHDR chunk.</summary>
    public static byte[] Header(int width, int height, int depth, int colour, int interlace = 0)
    {
        byte[] content = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(content, width);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4), height);
        (content[8], content[9], content[12]) = ((byte)depth, (byte)colour, (byte)interlace);
        return Chunk("IHDR", content);
    }

    /// <summary>A small picture with these chunks before its pixels.</summary>
    public static byte[] Picture(params byte[][] chunks) => File([Header(8, 8, 8, 0), .. chunks, Chunk("IDAT", Compress(new byte[72])), Chunk("IEND")]);

    /// <summary>Compressed by zlib.</summary>
    public static byte[] Compress(byte[] data)
    {
        MemoryStream compressed = new();
        using (ZLibStream stream = new(compressed, CompressionLevel.Optimal))
        {
            stream.Write(data);
        }

        return compressed.ToArray();
    }

    /// <summary>As zlib keeps what it cannot compress: a change of its bytes changes nothing else. At most 65,535 bytes.</summary>
    public static byte[] Store(ReadOnlySpan<byte> data)
    {
        uint a = 1;
        uint b = 0;
        foreach (byte value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        byte[] stored = [0x78, 0x01, 1, (byte)data.Length, (byte)(data.Length >> 8), (byte)~data.Length, (byte)(~data.Length >> 8), .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(stored.AsSpan(stored.Length - 4), (b << 16) | a);
        return stored;
    }

    /// <summary>Gives each chunk its right checksum, as far as their lengths lead.</summary>
    public static void RepairChecksums(byte[] file)
    {
        int at = 8;
        while (file.Length - at >= 12 && BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at)) is uint length && length <= file.Length - at - 12)
        {
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Crc(file.AsSpan(at + 4, 4 + (int)length)));
            at += 12 + (int)length;
        }
    }

    private static uint Crc(ReadOnlySpan<byte> bytes) => Crc32.HashToUInt32(bytes);
}
