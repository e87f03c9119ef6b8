namespace Easel.Imaging.Png;

/// <summary>What a PNG file holds, as far as Easel is concerned.</summary>
/// <param name="Image">The pixels, without transparency, 8 bits per colour.</param>
/// <param name="Texts">Texts in the order of the file.</param>
public sealed record PngPicture(Image Image, IReadOnlyList<PngText> Texts)
{
    /// <summary>The file's EXIF block as it is (chunk eXIf), from its byte order <c>II</c> or <c>MM</c> on, at most 16 MiB; empty if it has none. Nothing in it is checked.</summary>
    public ReadOnlyMemory<byte> Exif { get; init; }

    /// <summary>Whether the file says that some pixels are to be seen through: an alpha channel, or chunk tRNS. <see cref="Image"/> has the colours below.</summary>
    public bool HasTransparency { get; init; }

    /// <summary>The names of its chunks that are neither header, palette, pixels nor texts, each once, in the order of the file: <c>gAMA</c>, <c>acTL</c>.</summary>
    public IReadOnlyList<string> OtherChunks { get; init; } = [];

    /// <summary>How many bytes follow the end of the picture.</summary>
    public int BytesBehind { get; init; }
}
