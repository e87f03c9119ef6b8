using System.Buffers.Binary;

namespace Easel.Imaging.Png;

/// <summary>What the samples of a pixel mean.</summary>
internal enum PngColour : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}

/// <summary>What IHDR says.</summary>
internal sealed record PngHeader(int Width, int Height, int Depth, PngColour Colour, bool IsInterlaced)
{
    /// <summary>Samples of a pixel.</summary>
    public int Channels => Colour switch { PngColour.Rgb => 3, PngColour.Rgba => 4, PngColour.GreyAlpha => 2, _ => 1 };

    /// <summary>Bits of a pixel, 1 to 64.</summary>
    public int PixelBits => Channels * Depth;

    /// <summary>The images that the pixels come in: one, or the seven of Adam7 that are not empty.</summary>
    public IEnumerable<PngPass> Passes
        => PngPass.All(IsInterlaced).Where(pass => pass.Columns(Width) > 0 && pass.Rows(Height) > 0);

    /// <summary>Bytes of a pass's row, without the filter's.</summary>
    public int RowBytes(PngPass pass) => (int)((((long)pass.Columns(Width) * PixelBits) + 7) / 8);

    /// <summary>Bytes of all rows with their filters' before compression.</summary>
    public long DataBytes => Passes.Sum(pass => (long)pass.Rows(Height) * (RowBytes(pass) + 1));

    /// <summary>Reads and checks an IHDR chunk.</summary>
    public static PngHeader Parse(ReadOnlySpan<byte> content)
    {
        if (content.Length != 13)
        {
            throw new ImageException($"the IHDR chunk has {content.Length} bytes; it must have 13.");
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(content);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
        if (width == 0 || height == 0 || (ulong)width * height > Image.MaxPixels)
        {
            throw new ImageException($"the picture is {width} x {height}; 1 to {Image.MaxPixels} pixels can be read.");
        }

        int depth = content[8];
        var colour = (PngColour)content[9];
        if (!IsAllowed(colour, depth))
        {
            throw new ImageException($"colour type {(int)colour} with {depth} bits is not one that PNG has.");
        }

        if (content[10] != 0 || content[11] != 0 || content[12] > 1)
        {
            throw new ImageException($"compression {content[10]}, filter {content[11]}, interlace {content[12]}: PNG has only 0, 0, and 0 or 1.");
        }

        return new PngHeader((int)width, (int)height, depth, colour, IsInterlaced: content[12] == 1);
    }

    private static bool IsAllowed(PngColour colour, int depth) => colour switch
    {
        PngColour.Grey => depth is 1 or 2 or 4 or 8 or 16,
        PngColour.Palette => depth is 1 or 2 or 4 or 8,
        PngColour.Rgb or PngColour.GreyAlpha or PngColour.Rgba => depth is 8 or 16,
        _ => false,
    };
}
