using Easel.Imaging;
using Easel.Imaging.Watermarks;

namespace Easel.Painting.Jobs;

/// <summary>Puts the invisible watermark into what a run saves: single pictures, and the grid of unmarked ones.</summary>
/// <param name="warn">told once if pictures are too small for it</param>
internal sealed class WatermarkStamp(Action<string> warn)
{
    private bool _hasWarned;

    /// <summary>What a picture of this size comes to say, for its metadata; none if it stays unmarked.</summary>
    public static string? TextFor(int width, int height) => Watermark.Fits(width, height) ? Watermark.Text : null;

    /// <summary>The picture as it is to be saved.</summary>
    public Image Stamp(Image image)
    {
        if (Watermark.Fits(image.Width, image.Height))
        {
            return WatermarkWriter.Mark(image);
        }

        if (!_hasWarned)
        {
            _hasWarned = true;
            warn($"a picture of {image.Width} x {image.Height} is too small for the invisible watermark, which takes 256 x 256 or as many pixels: it is saved without. --no-watermark leaves it out, and this warning.");
        }

        return image;
    }
}
