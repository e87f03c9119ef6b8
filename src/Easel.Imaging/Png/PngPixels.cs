namespace Easel.Imaging.Png;

/// <summary>Turns a row's samples of any kind into 8-bit red, green, blue.</summary>
internal sealed class PngPixels(PngHeader header, byte[] palette)
{
    /// <summary>Red, green, blue of each pixel; transparency is left out, of 16 bits the upper 8 stay.</summary>
    /// <param name="row">unfiltered bytes</param>
    /// <param name="pixels">3 bytes for each pixel of the row</param>
    public void Expand(ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        int count = pixels.Length / 3;
        int sampleBytes = header.Depth / 8;
        for (int x = 0; x < count; x++)
        {
            Span<byte> pixel = pixels.Slice(3 * x, 3);
            switch (header.Colour)
            {
                case PngColour.Palette:
                    LookUp(Packed(row, x, header.Depth)).CopyTo(pixel);
                    break;
                case PngColour.Grey when header.Depth < 8:
                    pixel.Fill((byte)(Packed(row, x, header.Depth) * 255 / ((1 << header.Depth) - 1)));
                    break;
                case PngColour.Grey or PngColour.GreyAlpha:
                    pixel.Fill(row[x * header.Channels * sampleBytes]);
                    break;
                default:
                    int start = x * header.Channels * sampleBytes;
                    pixel[0] = row[start];
                    pixel[1] = row[start + sampleBytes];
                    pixel[2] = row[start + (2 * sampleBytes)];
                    break;
            }
        }
    }

    /// <summary>A sample of 1, 2, 4, or 8 bits; the first pixel lies in the uppermost bits.</summary>
    public static int Packed(ReadOnlySpan<byte> row, int x, int depth)
    {
        int bit = x * depth;
        return (row[bit / 8] >> (8 - depth - (bit % 8))) & ((1 << depth) - 1);
    }

    private ReadOnlySpan<byte> LookUp(int index)
        => (3 * index) + 3 <= palette.Length
            ? palette.AsSpan(3 * index, 3)
            : throw new ImageException($"a pixel has colour {index} of a palette of {palette.Length / 3}.");
}
