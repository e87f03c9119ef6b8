using Easel.Diffusion;
using Easel.Painting.Metadata;

namespace Easel.Cli.Verification;

/// <summary>What is to be said of a file before anything is painted: whether what it shows can be what its record tells of at all.</summary>
internal static class FileShape
{
    private static readonly string[] s_animation = ["acTL", "fcTL", "fdAT"];
    private static readonly string[] s_colours = ["gAMA", "cHRM", "sRGB", "iCCP", "cICP", "mDCV", "cLLI", "mDCv", "cLLi", "eXIf"];

    /// <summary>Why other is seen than the pixels that are verified, as the end of a sentence; none if these are.</summary>
    public static string? Hides(CheckedFile file)
        => file.Png.OtherChunks.Any(s_animation.Contains) ? "it is animated: programs show other pictures than the one that can be verified"
            : file.Png.HasTransparency ? "some of them are to be seen through, which Easel never writes: programs show others"
            : null;

    /// <summary>Why a record is another picture's, as the end of a sentence; none if the sizes fit. That each part of a latent is a square of pixels is all that can be said without the model.</summary>
    public static string? IsOfAnotherSize(CheckedFile file, RecordedPainting painting)
    {
        (int width, int height) = (file.Png.Image.Width, file.Png.Image.Height);
        if (painting.Kept is (int left, int top))
        {
            return (left, top) == (width, height) ? null : $"its record is of a picture of which {left} x {top} pixels were left, but it has {width} x {height}";
        }

        ImageRequest request = painting.Request;
        (int columns, int rows) = (request.Width / request.Downsampling, request.Height / request.Downsampling);
        return columns > 0 && rows > 0 && width % columns == 0 && height % rows == 0 && width / columns == height / rows
            ? null
            : $"its record is of a picture of {request.Width} x {request.Height} pixels, but it has {width} x {height}";
    }

    /// <summary>What was added to a file whose pixels and texts are the same, in a sentence; none if it is the same to the byte.</summary>
    /// <param name="file">The file.</param>
    /// <param name="encoded">What Easel makes of the same pixels and texts.</param>
    public static string? Added(CheckedFile file, ReadOnlySpan<byte> encoded)
    {
        if (encoded.SequenceEqual(file.Unsigned))
        {
            return null;
        }

        string[] others = [.. file.Png.OtherChunks.Where(name => name != "caBX")];
        string[] colours = [.. others.Where(s_colours.Contains)];
        return "Pixels and texts are the same in other bytes: another program has written the file anew, or added to it"
            + (others.Length > 0 ? $" (chunks {string.Join(", ", others)})" : "")
            + (file.Png.BytesBehind > 0 ? $" ({file.Png.BytesBehind} bytes behind its end)" : "")
            + (colours.Length > 0 ? $". {string.Join(", ", colours)} can change how programs show it." : ".");
    }
}
