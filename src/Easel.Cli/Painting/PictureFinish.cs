using System.Text.Json.Nodes;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;

namespace Easel.Cli.Painting;

/// <summary>What finished pictures pass before they are written: a check that may replace them, and a watermark. Neither, unless it is put in.</summary>
internal sealed class PictureFinish : IDisposable
{
    private bool _hasWarned;

    /// <summary>Looks at a picture, and gives it or another back with what it found.</summary>
    public Func<ImageUpdate, Image, (Image Picture, JsonObject? Facts)>? Check { get; init; }

    /// <summary>The watermark, which goes into every file: single pictures and grids.</summary>
    public PictureStamp? Watermark { get; init; }

    /// <summary>Where to say that pictures are too small for the watermark.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>What the check or the watermark hold, let go with this.</summary>
    public IDisposable? Held { get; init; }

    /// <summary>A picture after the check.</summary>
    public (Image Picture, JsonObject? Facts) Look(ImageUpdate update, Image picture) => Check is null ? (picture, null) : Check(update, picture);

    /// <summary>A picture with the watermark in it.</summary>
    /// <returns>the picture, and the text that it carries now; none if it is too small, or there is no watermark</returns>
    public (Image Picture, string? Text) Stamp(Image picture)
    {
        if (Watermark is null)
        {
            return (picture, null);
        }

        if ((long)picture.Width * picture.Height < PictureStamp.LeastPixels)
        {
            if (!_hasWarned)
            {
                _hasWarned = true;
                Warn($"pictures of {picture.Width} x {picture.Height} pixels are too small for the watermark, which needs {PictureStamp.LeastPixels} pixels (256 x 256): they are written without.");
            }

            return (picture, null);
        }

        return (Watermark.Stamp(picture), Watermark.Text);
    }

    /// <inheritdoc/>
    public void Dispose() => Held?.Dispose();
}

/// <summary>A text hidden in pixels.</summary>
/// <param name="Text">the text</param>
/// <param name="Stamp">gives a picture with the text in it</param>
internal sealed record PictureStamp(string Text, Func<Image, Image> Stamp)
{
    /// <summary>The fewest pixels of a picture that can carry it: imwatermark's <c>dwtDct</c> refuses smaller ones.</summary>
    public const int LeastPixels = 256 * 256;
}
