using System.IO.Compression;

namespace Easel.Imaging.Png;

/// <summary>Reads PNG files of every colour type, depth, and interlacing, and trusts nothing in them.</summary>
internal static class PngDecoder
{
    /// <summary>Deflate makes at most 258 bytes of 2 bits; more than this many times its size cannot come out.</summary>
    private const long MaxExpansion = 1032;

    /// <summary>The picture and texts of a whole file.</summary>
    /// <exception cref="ImageException">It is not a whole, valid PNG file.</exception>
    public static PngPicture Decode(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(PngFile.Signature))
        {
            throw new ImageException("not a PNG file: it does not begin with PNG's eight bytes.");
        }

        ReadOnlySpan<byte> rest = file[PngFile.Signature.Length..];
        PngChunk first = PngChunk.Take(ref rest);
        if (first.Name != "IHDR")
        {
            throw new ImageException($"the first chunk is {first.Name}; it must be IHDR.");
        }

        PngHeader header = PngHeader.Parse(first.Content);
        PngContent content = PngContent.Collect(header, rest);
        return new PngPicture(DecodePixels(header, content), content.Texts)
        {
            Exif = content.Exif,
            HasTransparency = header.Colour is PngColour.GreyAlpha or PngColour.Rgba || content.Others.Contains("tRNS"),
            OtherChunks = content.Others,
            BytesBehind = content.BytesBehind,
        };
    }

    private static Image DecodePixels(PngHeader header, PngContent content)
    {
        if (header.DataBytes > content.Compressed.Length * MaxExpansion)
        {
            throw new ImageException($"a picture of {header.Width} x {header.Height} cannot come out of {content.Compressed.Length} compressed bytes.");
        }

        byte[] pixels = new byte[(long)header.Width * header.Height * 3];
        PngPixels expander = new(header, content.Palette);
        using ZLibStream stream = new(content.Compressed, CompressionMode.Decompress);
        try
        {
            foreach (PngPass pass in header.Passes)
            {
                DecodePass(header, pass, stream, expander, pixels);
            }

            // Reading to the end makes the stream compare its checksum.
            _ = stream.ReadByte();
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new ImageException("the compressed pixels are damaged.", error);
        }

        return new Image(header.Width, header.Height, pixels);
    }

    private static void DecodePass(PngHeader header, PngPass pass, ZLibStream stream, PngPixels expander, byte[] pixels)
    {
        int columns = pass.Columns(header.Width);
        int step = Math.Max(header.PixelBits / 8, 1);
        byte[] row = new byte[header.RowBytes(pass) + 1];
        byte[] above = new byte[row.Length];
        byte[] expanded = new byte[columns * 3];
        for (int y = pass.Top; y < header.Height; y += pass.StepY)
        {
            if (stream.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
            {
                throw new ImageException($"the pixels end in row {y} of {header.Height}.");
            }

            if (row[0] >= PngFilters.Count)
            {
                throw new ImageException($"row {y} has filter {row[0]}; PNG has 0 to {PngFilters.Count - 1}.");
            }

            PngFilters.Undo((PngFilter)row[0], row.AsSpan(1), above.AsSpan(1), step);
            expander.Expand(row.AsSpan(1), expanded);
            Scatter(expanded, pixels.AsSpan(y * header.Width * 3, header.Width * 3), pass);
            (row, above) = (above, row);
        }
    }

    private static void Scatter(ReadOnlySpan<byte> expanded, Span<byte> row, PngPass pass)
    {
        if (pass.StepX == 1)
        {
            expanded.CopyTo(row);
            return;
        }

        for (int i = 0; i < expanded.Length; i += 3)
        {
            expanded.Slice(i, 3).CopyTo(row[((pass.Left * 3) + (i * pass.StepX))..]);
        }
    }
}
