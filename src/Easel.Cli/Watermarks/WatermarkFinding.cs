using System.Text.Json.Nodes;
using Easel.Imaging;
using Easel.Imaging.Watermarks;
using Easel.Painting.Texts;
using Easel.Tensors.Memory;

namespace Easel.Cli.Watermarks;

/// <summary>What a file says where the watermark would be.</summary>
/// <param name="File">as it was named</param>
internal sealed record WatermarkFinding(string File)
{
    /// <summary>What it says; none if the picture is too small, or cannot be read.</summary>
    public WatermarkReading? Reading { get; private init; }

    /// <summary>Why the file cannot be read.</summary>
    public string? Problem { get; private init; }

    /// <summary>Reads a file.</summary>
    public static WatermarkFinding Of(string file)
    {
        if (FileStamp.IsSpecial(file))
        {
            return new WatermarkFinding(file) { Problem = $"{file}: it is a pipe, a device or a socket, not a file; reading it could wait for ever." };
        }

        try
        {
            Image image = PictureFile.Read(file);
            return new WatermarkFinding(file) { Reading = Watermark.Fits(image.Width, image.Height) ? WatermarkReader.Read(image) : null };
        }
        catch (ImageException error)
        {
            return new WatermarkFinding(file) { Problem = error.Message };
        }
    }

    /// <summary>A line for people.</summary>
    public string Describe()
    {
        string name = Quoted.Harmless(File);
        if (Problem is not null)
        {
            return Quoted.Harmless(Problem);
        }

        if (Reading is null)
        {
            return $"{name}: no watermark: the picture is smaller than the {Watermark.LeastPixels} pixels that carry one";
        }

        string share = $"{Reading.MatchingBits} of {Watermark.BitCount} bits match";
        return Reading switch
        {
            { IsWhole: true } => $"{name}: carries {Watermark.Text} ({share})",
            { IsMarked: true } => $"{name}: carries {Watermark.Text}, which reads {Quoted.Of(Reading.Text)} ({share})",
            _ => $"{name}: does not carry {Watermark.Text}; in its place is {Quoted.Of(Reading.Text)} ({share}, of any picture about half)",
        };
    }

    /// <summary>An object for programs; what is not known is null.</summary>
    public JsonObject ToJson() => new()
    {
        ["file"] = File,
        ["marked"] = Problem is null ? Reading?.IsMarked ?? false : null,
        ["text"] = Reading?.Text,
        ["bytes"] = Reading is null ? null : Convert.ToHexStringLower(Reading.Bytes.Span),
        ["matchingBits"] = Reading?.MatchingBits,
        ["bits"] = Watermark.BitCount,
        ["problem"] = Problem,
    };
}
