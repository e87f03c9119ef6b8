namespace Easel.Imaging.Png;

/// <summary>PNG files, W3C Portable Network Graphics (Third Edition).</summary>
public static class PngFile
{
    /// <summary>Largest file that is read.</summary>
    private const long MaxFileBytes = 1L << 30;

    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A picture as a PNG file: 8-bit RGB, the same bytes on every machine.</summary>
    /// <param name="image">The pixels.</param>
    /// <param name="texts">Written before the pixels, in their order.</param>
    public static byte[] Encode(Image image, params IReadOnlyList<PngText> texts) => PngEncoder.Encode(image, texts);

    /// <summary>Whether <see cref="Encode"/> takes a text; some that are read from careless files it does not.</summary>
    public static bool CanHold(PngText text) => PngTexts.CanHold(text);

    /// <summary>A PNG file's picture and texts.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ImageException">It is not a whole, valid PNG file.</exception>
    public static PngPicture Decode(ReadOnlySpan<byte> file, string name)
    {
        try
        {
            return PngDecoder.Decode(file);
        }
        catch (ImageException error)
        {
            throw new ImageException($"{name}: {error.Message}", error);
        }
    }

    /// <summary>The picture and texts of a PNG file on disk.</summary>
    /// <exception cref="ImageException">It is not a whole, valid PNG file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PngPicture Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > MaxFileBytes)
        {
            throw new ImageException($"{path}: {stream.Length} bytes; pictures of up to {MaxFileBytes} are read.");
        }

        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return Decode(file, path);
    }
}
