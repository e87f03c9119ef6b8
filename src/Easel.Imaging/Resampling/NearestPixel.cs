namespace Easel.Imaging.Resampling;

/// <summary>Resizing by copying single pixels.</summary>
internal static class NearestPixel
{
    /// <summary>The picture of these columns and rows of another.</summary>
    /// <param name="image">the other</param>
    /// <param name="columns">the old column of each new one</param>
    /// <param name="rows">the old row of each new one</param>
    public static GrayImage Resize(GrayImage image, int[] columns, int[] rows)
    {
        byte[] pixels = new byte[(long)columns.Length * rows.Length];
        for (int y = 0; y < rows.Length; y++)
        {
            ReadOnlySpan<byte> source = image.Pixels.Span.Slice(rows[y] * image.Width, image.Width);
            Span<byte> destination = pixels.AsSpan(y * columns.Length, columns.Length);
            for (int x = 0; x < columns.Length; x++)
            {
                destination[x] = source[columns[x]];
            }
        }

        return new GrayImage(columns.Length, rows.Length, pixels);
    }
}
