using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Easel.Server.Tests.Foreign;

/// <summary>PNG files with an alpha channel, which Easel reads and does not write.</summary>
internal static class TransparentPng
{
    /// <summary>The file of red, green, blue and alpha, row by row.</summary>
    public static byte[] Of(int width, int height, byte[] rgba)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 6);
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(rgba, 4 * width * y, 4 * width);
            }
        }

        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    /// <summary>A picture that is transparent in its left part.</summary>
    public static byte[] LeftHalf(int width, int height)
    {
        byte[] rgba = new byte[4 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            rgba[(4 * i) + 3] = i % width < width / 2 ? (byte)0 : byte.MaxValue;
        }

        return Of(width, height, rgba);
    }

    private static byte[] Chunk(string name, byte[] content)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. content];
        byte[] length = new byte[4];
        byte[] check = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc32.HashToUInt32(named));
        return [.. length, .. named, .. check];
    }
}
