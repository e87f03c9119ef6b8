namespace Easel.Imaging.Png;

/// <summary>What the chunks after IHDR hold: palette, compressed pixels, texts.</summary>
internal sealed class PngContent
{
    /// <summary>Most texts of a file.</summary>
    private const int MaxTexts = 1024;

    /// <summary>A byte for each colour of a palette.</summary>
    private const int MaxTransparency = 256;

    private readonly List<PngText> _texts = [];
    private readonly List<string> _others = [];
    private long _textLength;

    private PngContent()
    {
    }

    /// <summary>Red, green, blue of each colour; empty if the file has none.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>What the tRNS chunk says of which samples are to be seen through; empty if the file has none.</summary>
    public byte[] Transparency { get; private set; } = [];

    /// <summary>All IDAT chunks in a row, to be read from the beginning.</summary>
    public MemoryStream Compressed { get; } = new();

    /// <summary>Texts in their order.</summary>
    public IReadOnlyList<PngText> Texts => _texts;

    /// <summary>The content of the eXIf chunk; empty if the file has none.</summary>
    public byte[] Exif { get; private set; } = [];

    /// <summary>Names of chunks that decide nothing here, each once, in their order.</summary>
    public IReadOnlyList<string> Others => _others;

    /// <summary>Bytes that follow the last chunk.</summary>
    public int BytesBehind { get; private set; }

    /// <summary>Reads chunks up to IEND.</summary>
    public static PngContent Collect(PngHeader header, ReadOnlySpan<byte> rest)
    {
        PngContent content = new();
        string before = "IHDR";
        while (before != "IEND")
        {
            PngChunk chunk = PngChunk.Take(ref rest);
            content.Add(header, chunk, before);
            before = chunk.Name;
        }

        if (content.Compressed.Length == 0)
        {
            throw new ImageException("the file has no pixels: no IDAT chunk.");
        }

        if (header.Colour == PngColour.Palette && content.Palette.Length == 0)
        {
            throw new ImageException("the pixels are numbers of colours, but the file has no palette (PLTE chunk).");
        }

        content.Compressed.Position = 0;
        content.BytesBehind = rest.Length;
        return content;
    }

    private void Add(PngHeader header, PngChunk chunk, string before)
    {
        if (chunk.Name is not ("IDAT" or "IEND" or "PLTE" or "tEXt" or "zTXt" or "iTXt") && !_others.Contains(chunk.Name))
        {
            _others.Add(chunk.Name);
        }

        switch (chunk.Name)
        {
            case "IEND":
                break;
            case "IDAT" when Compressed.Length > 0 && before != "IDAT":
                throw new ImageException($"a {before} chunk stands between IDAT chunks.");
            case "IDAT":
                Compressed.Write(chunk.Content);
                break;
            case "PLTE":
                Palette = ParsePalette(header, chunk.Content, isLate: Compressed.Length > 0);
                break;
            case "tEXt" or "zTXt" or "iTXt":
                AddText(chunk);
                break;
            case "tRNS":
                Transparency = chunk.Content.Length <= MaxTransparency
                    ? chunk.Content.ToArray()
                    : throw new ImageException($"the tRNS chunk has {chunk.Content.Length} bytes; at most {MaxTransparency} mean something.");
                break;
            case "eXIf":
                Exif = chunk.Content.Length <= PngTexts.MaxTextBytes
                    ? chunk.Content.ToArray()
                    : throw new ImageException($"the eXIf chunk has {chunk.Content.Length} bytes; {PngTexts.MaxTextBytes} are allowed.");
                break;
            default:
                if (chunk.IsCritical)
                {
                    throw new ImageException($"the file has a second IHDR or a chunk that PNG does not have: {chunk.Name}.");
                }

                break;
        }
    }

    private void AddText(PngChunk chunk)
    {
        PngText text = PngTexts.Decode(chunk)!;
        _textLength += text.Text.Length;
        if (_texts.Count == MaxTexts || _textLength > PngTexts.MaxTextBytes)
        {
            throw new ImageException($"the file has more than {MaxTexts} texts or {PngTexts.MaxTextBytes} bytes of text.");
        }

        _texts.Add(text);
    }

    private byte[] ParsePalette(PngHeader header, ReadOnlySpan<byte> content, bool isLate)
    {
        int most = header.Colour == PngColour.Palette ? 1 << header.Depth : 256;
        bool isRight = content.Length > 0 && content.Length % 3 == 0 && content.Length / 3 <= most;
        return isRight && !isLate && Palette.Length == 0
            ? content.ToArray()
            : throw new ImageException($"the palette (PLTE chunk) of {content.Length} bytes is not one of 1 to {most} colours before the pixels.");
    }
}
