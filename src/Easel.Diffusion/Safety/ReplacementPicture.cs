using Easel.Imaging;
using Easel.Imaging.Drawing;
using Easel.Imaging.Resampling;

namespace Easel.Diffusion.Safety;

/// <summary>What stands in the place of flagged pictures: Easel's own card, or a picture of the user's, brought to their size.</summary>
public sealed class ReplacementPicture
{
    private readonly Image? _picture;
    private Image? _last;

    private ReplacementPicture(Image? picture) => _picture = picture;

    /// <summary>Easel's own card: <see cref="ReplacementCard"/>.</summary>
    public static ReplacementPicture OwnCard() => new(null);

    /// <summary>A picture of the user's. (The original stretches its own; here it keeps its proportions, and what is beyond is cut off.)</summary>
    /// <param name="path">A file of a format that <see cref="PictureFile"/> reads.</param>
    /// <exception cref="ImageException">It is none, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ReplacementPicture Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new ReplacementPicture(PictureFile.Read(path));
    }

    /// <summary>The picture in a size.</summary>
    /// <param name="width">1 or more.</param>
    /// <param name="height">1 or more.</param>
    public Image For(int width, int height)
    {
        // The pictures of a run are mostly of one size.
        if (_last is null || _last.Width != width || _last.Height != height)
        {
            _last = _picture is null ? ReplacementCard.Draw(width, height) : PillowResize.Cover(_picture, width, height, PillowFilter.Lanczos);
        }

        return _last;
    }
}
