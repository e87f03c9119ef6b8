using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting.Jobs;
using Easel.Painting.Metadata;
using Easel.Provenance;

namespace Easel.Cli.Verification;

/// <summary>A picture's file that is to be checked.</summary>
/// <param name="Path">as it was named</param>
/// <param name="Bytes">all of it</param>
/// <param name="Png">what is in it</param>
internal sealed record CheckedFile(string Path, byte[] Bytes, PngPicture Png)
{
    // A picture of the greatest size has 201 MB of pixels.
    private const long MostBytes = 1 << 28;

    // Written by Easel into every file, in this order; others follow.
    private static readonly string[] s_own = ["parameters", "easel"];

    /// <summary>The hash of its pixels.</summary>
    public string Pixels => RequestRecord.Hash(Png.Image.Pixels.Span);

    /// <summary>Texts that are not Easel's own.</summary>
    public IReadOnlyList<PngText> Others => [.. Png.Texts.Where(text => !s_own.Contains(text.Keyword))];

    /// <summary>All of it but a signed manifest.</summary>
    public ReadOnlySpan<byte> Unsigned => Png.OtherChunks.Contains("caBX") ? ContentCredentials.Unsigned(Bytes) : Bytes;

    /// <summary>What was read.</summary>
    /// <exception cref="ImageException">It is no whole PNG file.</exception>
    public static CheckedFile Of(string path, byte[] bytes) => new(path, bytes, PngFile.Decode(bytes, "the file"));

    /// <summary>Reads a file; of a pipe or device no more than of others.</summary>
    /// <exception cref="ImageException">It is too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("it is a folder; name the files in it.");
        }

        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            using MemoryStream bytes = new();
            byte[] piece = new byte[1 << 16];
            while (stream.Read(piece) is > 0 and int count)
            {
                bytes.Write(piece, 0, count);
                if (bytes.Length > MostBytes)
                {
                    throw new ImageException($"it has more than {MostBytes} bytes; files of pictures up to that are read.");
                }
            }

            return bytes.ToArray();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException(FileProblem.Describe(error, "the file cannot be read"), error);
        }
    }

    /// <summary>A text of it; none if it has no such text.</summary>
    public string? Text(string keyword) => Png.Texts.FirstOrDefault(text => text.Keyword == keyword)?.Text;
}
