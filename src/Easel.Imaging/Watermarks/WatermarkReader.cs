namespace Easel.Imaging.Watermarks;

/// <summary>Reads the <see cref="Watermark"/> out of pictures.</summary>
public static class WatermarkReader
{
    /// <summary>What a picture says where the watermark would be; any picture says something.</summary>
    /// <exception cref="ImageException">The picture is too small, see <see cref="Watermark.Fits"/>.</exception>
    public static WatermarkReading Read(Image image)
    {
        Watermark.RefuseSmall(image);

        YuvPlanes planes = new(image);
        return new WatermarkReading(BlockBits.Read(HaarBands.Of(planes.U, planes.Width, planes.Height), Watermark.BitCount));
    }
}
