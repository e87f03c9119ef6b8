namespace Easel.Imaging.Formats;

/// <summary>The formats of pictures that are read.</summary>
internal enum PictureFormat
{
    Png,
    Jpeg,
    WebP,
    Bmp,
    Gif,
}
