using System.Buffers.Binary;
using Easel.Fuzzing.Engine;
using Easel.Imaging;
using Easel.Imaging.Formats;
using Easel.Imaging.Png;

namespace Easel.Fuzzing.Targets;

/// <summary>A PNG file: chunks, pixels of every kind, texts, and the orientation that its EXIF asks for.</summary>
internal sealed class PngTarget : FuzzTarget
{
    private const int MostRaw = 2048;

    public override string Name => "png";

    public override IReadOnlyList<Type> Refusals => [typeof(ImageException)];

    // Deflate makes at most 1032 bytes of one, and a bit of grey becomes three bytes of colour: PngDecoder holds a header to that. One more copy is turned upright; a text that is
    // packed so is bytes, letters of two bytes, and what the buffer has too much.
    public override long AllocationPerByte => 2 * 1032 * 24;

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            foreach ((int depth, int colour, int channels) in ((int, int, int)[])[(1, 0, 1), (2, 0, 1), (8, 0, 1), (16, 0, 1), (8, 2, 3), (16, 2, 3), (4, 3, 1), (8, 4, 2), (8, 6, 4)])
            {
                byte[] rows = [.. Enumerable.Range(0, 6).SelectMany(row => (byte[])[(byte)(row % 5), .. new byte[((5 * channels * depth) + 7) / 8]])];
                byte[][] palette = colour == 3 ? [PngParts.Chunk("PLTE", new byte[12])] : [];
                yield return PngParts.File([PngParts.Header(5, 6, depth, colour), .. palette, PngParts.Chunk("IDAT", PngParts.Store(rows)), PngParts.Chunk("IEND")]);
                yield return PngParts.File([PngParts.Header(5, 6, depth, colour, interlace: 1), .. palette, PngParts.Chunk("IDAT", PngParts.Store(new byte[200])), PngParts.Chunk("IEND")]);
            }

            yield return PngParts.Picture(PngParts.Chunk("tEXt", "Title\0text"u8), PngParts.Chunk("zTXt", [.. "a\0\0"u8, .. PngParts.Compress(new byte[3000])]), PngParts.Chunk("iTXt", [.. "b\0\u0001\0de\0B\0"u8, .. PngParts.Compress([.. "täxt"u8])]));
            yield return PngParts.Picture(PngParts.Chunk("eXIf", ExifTarget.Oriented(6)), PngParts.Chunk("iTXt", "c\0\0\0\0\0text"u8));
            yield return PngParts.File(PngParts.Header(4000, 4000, 1, 0), PngParts.Chunk("IDAT", PngParts.Compress(new byte[501 * 1000])), PngParts.Chunk("IEND"));
        }
    }

    public override IReadOnlyList<byte[]> Tokens =>
    [
        .. Words("IHDR", "PLTE", "IDAT", "IEND", "tEXt", "zTXt", "iTXt", "eXIf", "tRNS", "II*\0", "MM\0*", "\0"), PngParts.Chunk("IEND"), PngParts.Chunk("PLTE", 1, 2, 3), PngParts.Chunk("tEXt", "k\0v"u8), PngParts.Chunk("IDAT"), [0, 0, 0, 0],
        [0x78, 0x9c], PngParts.Chunk("zTXt", [.. "z\0\0"u8, .. PngParts.Compress(new byte[100_000])]), PngParts.Chunk("IDAT", PngParts.Compress(new byte[100_000])),
    ];

    public override void Read(byte[] input)
    {
        PngPicture picture = PngFile.Decode(input, "picture.png");
        Promise(picture.Texts.All(text => text.Keyword.Length is > 0 and < 80), "keywords have 1 to 79 letters");
        Image turned = ExifOrientation.Apply(picture.Image, ExifOrientation.Read(picture.Exif.Span));
        Promise((long)turned.Width * turned.Height == (long)picture.Image.Width * picture.Image.Height, "turning keeps the pixels");
    }

    /// <inheritdoc/>
    public override byte[] Repair(byte[] input, FuzzRandom random)
    {
        if (random.OneIn(3) && WithNewPixels(input, random) is byte[] file)
        {
            input = file;
        }

        PngParts.RepairChecksums(input);
        return input;
    }

    /// <summary>The file up to its pixels with other ones, as many as its header asks for, or nearly.</summary>
    private static byte[]? WithNewPixels(byte[] input, FuzzRandom random)
    {
        int pixels = input.AsSpan().IndexOf("IDAT"u8) - 4;
        if (pixels < 33)
        {
            return null;
        }

        long bits = Math.BigMul(BinaryPrimitives.ReadInt32BigEndian(input.AsSpan(16)) & 0xFFFF, input[24] * (input[25] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 }));
        long bytes = (1 + ((bits + 7) / 8)) * (BinaryPrimitives.ReadInt32BigEndian(input.AsSpan(20)) & 0xFFFF);
        byte[] raw = new byte[Math.Clamp(bytes + random.Below(3) - 1, 0, MostRaw)];
        for (int i = 0; i < raw.Length; i++)
        {
            raw[i] = (byte)(random.OneIn(2) ? random.Below(6) : random.Below(256));
        }

        byte[] data = random.OneIn(2) ? PngParts.Store(raw) : PngParts.Compress(raw);
        return [.. input.AsSpan(0, pixels), .. PngParts.Chunk("IDAT", data), .. PngParts.Chunk("IEND")];
    }
}

/// <summary>A block of EXIF: orientation and texts.</summary>
internal sealed class ExifTarget : FuzzTarget
{
    public override string Name => "exif";

    public override IReadOnlyList<Type> Refusals => [];

    public override IEnumerable<byte[]> Seeds => [Oriented(6), [.. "MM\0*\0\0\0\u0008\0\u0002\u0001\u0031\0\u0002\0\0\0\u0008\0\0\0\u0026\u0001\u000e\0\u0002\0\0\0\u0003ab\0\0\0\0\0\0software"u8]];

    public override IReadOnlyList<byte[]> Tokens => [.. Words("II*\0", "MM\0*"), [0x12, 1, 3, 0, 1, 0, 0, 0], [1, 0x12, 0, 3, 0, 0, 0, 1], [0x31, 1, 2, 0], [1, 0x31, 0, 2], [1, 0x0E, 0, 2], [255, 255, 255, 255], [8, 0, 0, 0], [0, 0, 0, 8]];

    public override int MaxLength => 512;

    /// <summary>A block that says one orientation.</summary>
    public static byte[] Oriented(byte orientation) => [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];

    public override void Read(byte[] input)
    {
        Promise(ExifOrientation.Read(input) is >= 1 and <= 8, "an orientation is one of eight");
        foreach (ushort tag in (ushort[])[0x0131, 0x010E])
        {
            Promise((ExifText.Read(input, tag)?.Length ?? 0) <= input.Length, "a text is no longer than the block");
        }
    }
}
