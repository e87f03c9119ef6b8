using System.IO.Compression;

namespace Easel.Imaging.Png;

/// <summary>Makes of a row's unfiltered bytes what is wanted of each of its pixels.</summary>
internal delegate void RowExpander(ReadOnlySpan<byte> row, Span<byte> expanded);

/// <summary>Reads PNG files of every colour type, depth, and interlacing, and trusts nothing in them.</summary>
internal static class PngDecoder
{
    /// <summary>Deflate makes at most 258 bytes of 2 bits; more than this many times its size cannot come out.</summary>
    private const long MaxExpansion = 1032;

    /// <summary>The picture and texts of a whole file.</summary>
    /// <exception cref="ImageException">It is not a whole, valid PNG file.</exception>
    public static PngPicture Decode(ReadOnlySpan<byte> file)
    {
        (PngHeader header, PngContent content) = Open(file);
        return new PngPicture(new Image(header.Width, header.Height, DecodePixels(header, content, new PngPixels(header, content.Palette).Expand, size: 3)), content.Texts)
        {
            Exif = content.Exif,
            HasTransparency = PngAlpha.IsIn(header, content),
            OtherChunks = content.Others,
            BytesBehind = content.BytesBehind,
        };
    }

    /// <summary>How much of each pixel is there: 255 wholly, 0 not at all; none if the file says nothing of it.</summary>
    /// <exception cref="ImageException">It is not a whole, valid PNG file.</exception>
    public static GrayImage? DecodeAlpha(ReadOnlySpan<byte> file)
    {
        (PngHeader header, PngContent content) = Open(file);
        return PngAlpha.IsIn(header, content)
            ? new GrayImage(header.Width, header.Height, DecodePixels(header, content, new PngAlpha(header, content.Transparency).Expand, size: 1))
            : null;
    }

    /// <summary>What a file's first chunk says of it; nothing behind is looked at.</summary>
    /// <exception cref="ImageException">It is not the beginning of a valid PNG file.</exception>
    public static PngHeader ReadHeader(ReadOnlySpan<byte> file) => ReadHeader(file, out _);

    private static (PngHeader Header, PngContent Content) Open(ReadOnlySpan<byte> file)
    {
        PngHeader header = ReadHeader(file, out ReadOnlySpan<byte> rest);
        return (header, PngContent.Collect(header, rest));
    }

    private static PngHeader ReadHeader(ReadOnlySpan<byte> file, out ReadOnlySpan<byte> rest)
    {
        if (!file.StartsWith(PngFile.Signature))
        {
            throw new ImageException("not a PNG file: it does not begin with PNG's eight bytes.");
        }

        rest = file[PngFile.Signature.Length..];
        PngChunk first = PngChunk.Take(ref rest);
        if (first.Name != "IHDR")
        {
            throw new ImageException($"the first chunk is {first.Name}; it must be IHDR.");
        }

        return PngHeader.Parse(first.Content);
    }

    private static byte[] DecodePixels(PngHeader header, PngContent content, RowExpander expand, int size)
    {
        if (header.DataBytes > content.Compressed.Length * MaxExpansion)
        {
            throw new ImageException($"a picture of {header.Width} x {header.Height} cannot come out of {content.Compressed.Length} compressed bytes.");
        }

        byte[] pixels = new byte[(long)header.Width * header.Height * size];
        using ZLibStream stream = new(content.Compressed, CompressionMode.Decompress);
        try
        {
            foreach (PngPass pass in header.Passes)
            {
                DecodePass(header, pass, stream, expand, size, pixels);
            }

            // Reading to the end makes the stream compare its checksum.
            _ = stream.ReadByte();
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new ImageException("the compressed pixels are damaged.", error);
        }

        return pixels;
    }

    private static void DecodePass(PngHeader header, PngPass pass, ZLibStream stream, RowExpander expand, int size, byte[] pixels)
    {
        int columns = pass.Columns(header.Width);
        int step = Math.Max(header.PixelBits / 8, 1);
        byte[] row = new byte[header.RowBytes(pass) + 1];
        byte[] above = new byte[row.Length];
        byte[] expanded = new byte[columns * size];
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
            expand(row.AsSpan(1), expanded);
            Scatter(expanded, size, pixels.AsSpan(y * header.Width * size, header.Width * size), pass);
            (row, above) = (above, row);
        }
    }

    private static void Scatter(ReadOnlySpan<byte> expanded, int size, Span<byte> row, PngPass pass)
    {
        if (pass.StepX == 1)
        {
            expanded.CopyTo(row);
            return;
        }

        for (int i = 0; i < expanded.Length; i += size)
        {
            expanded.Slice(i, size).CopyTo(row[((pass.Left * size) + (i * pass.StepX))..]);
        }
    }
}
