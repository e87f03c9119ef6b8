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
        int count = 0;
        for (int top = 0; top < planes.Height; top += BlockBits.PlaneRows)
        {
            Span<byte> rows = planes.RowsOfU(top, BlockBits.PlaneRows);
            var bands = HaarBands.Of(rows, planes.Width);
            count = BlockBits.Write(bands, Watermark.Bits, count);
            bands.Restore(rows, planes.Width);
        }

        return planes.ToImage();
    }
}
