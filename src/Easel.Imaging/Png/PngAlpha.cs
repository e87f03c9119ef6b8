using System.Buffers.Binary;

namespace Easel.Imaging.Png;

/// <summary>Turns a row's samples into how much of each pixel is there: an alpha channel, or what chunk tRNS says of colours (PNG, third edition, 11.3.1.1).</summary>
internal sealed class PngAlpha(PngHeader header, byte[] transparency)
{
    /// <summary>Whether a file says that some pixels are to be seen through.</summary>
    public static bool IsIn(PngHeader header, PngContent content) => header.Colour is PngColour.GreyAlpha or PngColour.Rgba || content.Others.Contains("tRNS");

    /// <summary>255 for a pixel that is wholly there, 0 for one that is not; of 16 bits the upper 8 stay.</summary>
    /// <param name="row">unfiltered bytes</param>
    /// <param name="alpha">one byte for each pixel of the row</param>
    public void Expand(ReadOnlySpan<byte> row, Span<byte> alpha)
    {
        int pixelBytes = header.PixelBits / 8;
        for (int x = 0; x < alpha.Length; x++)
        {
            alpha[x] = header.Colour switch
            {
                PngColour.Palette => OfColour(PngPixels.Packed(row, x, header.Depth)),
                PngColour.Grey when header.Depth < 8 => OfSamples((ushort)PngPixels.Packed(row, x, header.Depth)),
                PngColour.Grey or PngColour.Rgb => OfSamples(row.Slice(x * pixelBytes, pixelBytes)),
                _ => row[((x + 1) * pixelBytes) - (header.Depth / 8)],
            };
        }
    }

    private byte OfColour(int index) => index < transparency.Length ? transparency[index] : byte.MaxValue;

    /// <summary>One colour, in the samples' own depth, is not there.</summary>
    private byte OfSamples(ReadOnlySpan<byte> pixel)
    {
        for (int channel = 0; channel < header.Channels; channel++)
        {
            ushort sample = header.Depth == 16 ? BinaryPrimitives.ReadUInt16BigEndian(pixel[(2 * channel)..]) : pixel[channel];
            if (transparency.Length < 2 * header.Channels || sample != BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * channel)))
            {
                return byte.MaxValue;
            }
        }

        return 0;
    }

    private byte OfSamples(ushort sample) => transparency.Length >= 2 && sample == BinaryPrimitives.ReadUInt16BigEndian(transparency) ? (byte)0 : byte.MaxValue;
}
