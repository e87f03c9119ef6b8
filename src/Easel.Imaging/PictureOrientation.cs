namespace Easel.Imaging;

/// <summary>What becomes of a file's note (EXIF tag 0x0112) that its picture is to be turned or mirrored, as cameras write it.</summary>
public enum PictureOrientation
{
    /// <summary>Nothing: pixels as they lie in the file. As PIL's <c>Image.open</c>, and so <c>img2img.py</c> and <c>inpaint.py</c>.</summary>
    AsStored,

    /// <summary>The picture is turned upright. As OpenCV's <c>imread</c>, and so <c>demo.py</c>.</summary>
    Upright,
}
