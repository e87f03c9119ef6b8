using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Easel.Tests.Imaging;

/// <summary>PNG files of any kind put together bit by bit, with none of the code under test.</summary>
internal static class TestPng
{
    private static readonly (int Left, int Top, int StepX, int StepY)[] s_adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static byte[] File(params byte[][] chunks) => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. chunks.SelectMany(chunk => chunk)];

    public static byte[] Chunk(string type, params byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        byte[] crc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(body));
        return [.. length, .. body, .. crc];
    }

    public static byte[] Header(int width, int height, int depth, int colour, bool isInterlaced = false)
    {
        byte[] content = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(content, width);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4), height);
        content[8] = (byte)depth;
        content[9] = (byte)colour;
        content[12] = (byte)(isInterlaced ? 1 : 0);
        return Chunk("IHDR", content);
    }

    public static byte[] Compress(byte[] data)
    {
        MemoryStream compressed = new();
        using (ZLibStream stream = new(compressed, CompressionLevel.Fastest))
        {
            stream.Write(data);
        }

        return compressed.ToArray();
    }

    /// <summary>All rows of all passes with filters taking turns; <paramref name="sample"/> tells the value of (x, y, channel).</summary>
    public static byte[] Rows(int width, int height, int depth, int channels, bool isInterlaced, Func<int, int, int, int> sample)
    {
        List<byte> rows = [];
        foreach ((int left, int top, int stepX, int stepY) in isInterlaced ? s_adam7 : [(0, 0, 1, 1)])
        {
            byte[]? above = null;
            for (int y = top; y < height && left < width; y += stepY)
            {
                StringBuilder bits = new();
                for (int x = left; x < width; x += stepX)
                {
                    for (int channel = 0; channel < channels; channel++)
                    {
                        bits.Append(Convert.ToString(sample(x, y, channel), 2).PadLeft(depth, '0'));
                    }
                }

                string padded = bits.ToString().PadRight((bits.Length + 7) / 8 * 8, '0');
                byte[] row = [.. padded.Chunk(8).Select(eight => Convert.ToByte(new string(eight), 2))];
                above ??= new byte[row.Length];
                int filter = y % 5;
                rows.Add((byte)filter);
                rows.AddRange(Filter(filter, row, above, Math.Max(channels * depth / 8, 1)));
                above = row;
            }
        }

        return [.. rows];
    }

    private static IEnumerable<byte> Filter(int filter, byte[] row, byte[] above, int step)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int a = i < step ? 0 : row[i - step];
            int b = above[i];
            int c = i < step ? 0 : above[i - step];
            int nearest = new[] { a, b, c }.MinBy(value => Math.Abs(a + b - c - value));
            yield return (byte)(row[i] - (filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) >> 1, _ => nearest }));
        }
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
            }
        }

        return ~crc;
    }
}
