using System.Buffers;
using System.Buffers.Binary;
using Easel.Imaging.Deflate;

namespace Easel.Imaging.Png;

/// <summary>Makes PNG files: signature, IHDR, texts, one IDAT, IEND.</summary>
internal static class PngEncoder
{
    private const int PixelBytes = 3;

    /// <summary>The whole file.</summary>
    public static byte[] Encode(Image image, IReadOnlyList<PngText> texts)
    {
        byte[] pixels = ZlibEncoder.Compress(Filter(image));
        ArrayBufferWriter<byte> file = new(pixels.Length + 1024);

        file.Write(PngFile.Signature);
        WriteChunk(file, "IHDR"u8, Header(image));
        foreach (PngText text in texts)
        {
            (byte[] type, byte[] content) = PngTexts.Encode(text);
            WriteChunk(file, type, content);
        }

        WriteChunk(file, "IDAT"u8, pixels);
        WriteChunk(file, "IEND"u8, []);
        return file.WrittenSpan.ToArray();
    }

    private static byte[] Header(Image image)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        header[8] = 8; // bits per colour
        header[9] = (byte)PngColour.Rgb;
        return header;
    }

    /// <summary>All rows, each with the filter whose bytes are nearest to zero; the first of equals.</summary>
    private static byte[] Filter(Image image)
    {
        int rowBytes = image.Width * PixelBytes;
        byte[] filtered = new byte[(long)image.Height * (rowBytes + 1)];
        byte[] candidate = new byte[rowBytes];
        ReadOnlySpan<byte> above = new byte[rowBytes];
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> row = image.Pixels.Span.Slice(y * rowBytes, rowBytes);
            Span<byte> destination = filtered.AsSpan(y * (rowBytes + 1), rowBytes + 1);
            int least = int.MaxValue;
            for (byte filter = 0; filter < PngFilters.Count; filter++)
            {
                PngFilters.Apply((PngFilter)filter, row, above, PixelBytes, candidate);
                int magnitude = PngFilters.Magnitude(candidate);
                if (magnitude < least)
                {
                    least = magnitude;
                    destination[0] = filter;
                    candidate.CopyTo(destination[1..]);
                }
            }

            above = row;
        }

        return filtered;
    }

    private static void WriteChunk(ArrayBufferWriter<byte> file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(type);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(type, content));
        file.Write(number);
    }
}
