using Easel.Imaging;
using Easel.Painting.Journals;

namespace Easel.Painting.Jobs;

/// <summary>Finished pictures without watermark, of which a grid is going to be made.</summary>
/// <param name="columns">Pictures in a row.</param>
internal sealed class PictureGrid(int columns)
{
    private readonly SortedDictionary<PictureKey, Image> _pictures = [];

    /// <summary>The first of them.</summary>
    public Image First => _pictures.First().Value;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _pictures.Count == 0;

    /// <summary>Whether a picture is in it.</summary>
    public bool Holds(PictureKey key) => _pictures.ContainsKey(key);

    /// <summary>Takes a picture in; where it stands depends on which it is, not on when it comes.</summary>
    public void Add(PictureKey key, Image picture) => _pictures[key] = picture;

    /// <summary>The grid.</summary>
    public Image Compose() => ImageGrid.Compose([.. _pictures.Values], columns);
}
