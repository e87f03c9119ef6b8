using System.Globalization;

namespace Easel.Painting.Texts;

/// <summary>Width and height of a picture, in pixels.</summary>
internal readonly record struct PictureSize(int Width, int Height)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");
}
