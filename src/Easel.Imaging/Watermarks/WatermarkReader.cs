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
        (int Ones, int Blocks)[] votes = new (int, int)[Watermark.BitCount];
        int count = 0;
        for (int top = 0; top < planes.Height; top += BlockBits.PlaneRows)
        {
            count = BlockBits.Read(HaarBands.Of(planes.RowsOfU(top, BlockBits.PlaneRows), planes.Width), votes, count);
        }

        return new WatermarkReading([.. votes.Select(BlockBits.Decide)]);
    }
}
