using System.Text.Json.Nodes;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;

namespace Easel.Painting.Jobs;

/// <summary>What finished pictures pass before they are written: a check that may replace them, a watermark, a signature. None of them, unless it is put in.</summary>
internal sealed class PictureFinish : IDisposable
{
    /// <summary>Looks at a picture, and gives it or another back with what it found.</summary>
    public Func<ImageUpdate, Image, (Image Picture, JsonObject? Facts)>? Check { get; init; }

    /// <summary>The watermark, which goes into every file: single pictures and grids.</summary>
    public WatermarkStamp? Watermark { get; init; }

    /// <summary>What signs files when all else is done; none if they are not signed.</summary>
    public PictureSeal? Seal { get; init; }

    /// <summary>What the check holds, let go with this.</summary>
    public IDisposable? Held { get; init; }

    /// <summary>A picture after the check.</summary>
    public (Image Picture, JsonObject? Facts) Look(ImageUpdate update, Image picture) => Check is null ? (picture, null) : Check(update, picture);

    /// <summary>A picture with the watermark in it.</summary>
    /// <returns>the picture, and the text that it carries now; none if it carries none</returns>
    public (Image Picture, string? Text) Stamp(Image picture) => Watermark is null ? (picture, null) : (Watermark.Stamp(picture), WatermarkStamp.TextFor(picture.Width, picture.Height));

    /// <inheritdoc/>
    public void Dispose()
    {
        Held?.Dispose();
        Seal?.Dispose();
    }
}
