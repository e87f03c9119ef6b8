namespace Easel.Imaging.Watermarks;

/// <summary>Puts the <see cref="Watermark"/> into pictures, to the bit as the original does.</summary>
public static class WatermarkWriter
{
    /// <summary>
    /// The picture with the watermark. All pixels may change by a few levels, for the whole picture goes through 8-bit YUV; where U leaves 0 to 255 it wraps around,
    /// as in the original.
    /// </summary>
    /// <param name="image">as it was painted; stays as it is</param>
    /// <exception cref="ImageException">The picture is too small, see <see cref="Watermark.Fits"/>.</exception>
    public static Image Mark(Image image)
    {
        Watermark.RefuseSmall(image);

        YuvPlanes planes = new(image);
        var bands = HaarBands.Of(planes.U, planes.Width, planes.Height);
        BlockBits.Write(bands, Watermark.Bits);
        bands.Restore(planes.U, planes.Width);
        return planes.ToImage();
    }
}
