using Easel.Cli.Metadata;
using Easel.Cli.Painting;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Cli.Verification;

/// <summary>A picture's file that is to be checked.</summary>
/// <param name="Path">as it was named</param>
/// <param name="Bytes">all of it</param>
/// <param name="Png">what is in it</param>
internal sealed record CheckedFile(string Path, byte[] Bytes, PngPicture Png)
{
    private const long MostBytes = 1 << 30;

    // Written by Easel into every file, in this order; others follow.
    private static readonly string[] s_own = ["parameters", "easel"];

    /// <summary>The hash of its pixels.</summary>
    public string Pixels => RequestRecord.Hash(Png.Image.Pixels.Span);

    /// <summary>Texts that are not Easel's own.</summary>
    public IReadOnlyList<PngText> Others => [.. Png.Texts.Where(text => !s_own.Contains(text.Keyword))];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ImageException">It is no whole PNG file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CheckedFile Read(string path)
    {
        byte[] bytes;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes } file)
            {
                throw new ImageException($"it has {file.Length} bytes; files of pictures up to {MostBytes} are read.");
            }

            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException(FileProblem.Describe(error, "the file cannot be read"), error);
        }

        return new CheckedFile(path, bytes, PngFile.Decode(bytes, "the file"));
    }

    /// <summary>A text of it; none if it has no such text.</summary>
    public string? Text(string keyword) => Png.Texts.FirstOrDefault(text => text.Keyword == keyword)?.Text;
}
