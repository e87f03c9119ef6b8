namespace Easel.Imaging;

/// <summary>Pictures of one size side by side on black, as torchvision's <c>make_grid</c> lays them out.</summary>
public static class ImageGrid
{
    /// <summary>Black pixels around and between the pictures.</summary>
    private const int Gap = 2;

    /// <summary>The sides of a grid of so many pictures.</summary>
    /// <param name="count">1 or more; a single picture has no border.</param>
    /// <param name="perRow">1 or more</param>
    /// <param name="width">of each picture</param>
    /// <param name="height">of each picture</param>
    public static (long Width, long Height) Measure(long count, int perRow, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(perRow, 1);
        if (count == 1)
        {
            return (width, height);
        }

        long columns = Math.Min(perRow, count);
        long rows = (count + columns - 1) / columns;
        return (Gap + (columns * (width + Gap)), Gap + (rows * (height + Gap)));
    }

    /// <summary>The pictures row by row in their order, unused places black.</summary>
    /// <param name="images">one or more, all of one size</param>
    /// <param name="perRow">1 or more</param>
    /// <exception cref="ImageException">The grid would have more pixels than a picture may.</exception>
    public static Image Compose(IReadOnlyList<Image> images, int perRow)
    {
        ArgumentOutOfRangeException.ThrowIfZero(images.Count, nameof(images));
        int width = images[0].Width;
        int height = images[0].Height;
        if (images.FirstOrDefault(image => image.Width != width || image.Height != height) is Image odd)
        {
            throw new ArgumentException($"A grid needs pictures of one size; found {width} x {height} and {odd.Width} x {odd.Height}.", nameof(images));
        }

        (long gridWidth, long gridHeight) = Measure(images.Count, perRow, width, height);
        if (gridWidth * gridHeight > Image.MaxPixels)
        {
            throw new ImageException($"A grid of {images.Count} pictures would be {gridWidth} x {gridHeight}, more than {Image.MaxPixels} pixels.");
        }

        if (images.Count == 1)
        {
            return images[0];
        }

        byte[] pixels = new byte[gridWidth * gridHeight * 3];
        int columns = Math.Min(perRow, images.Count);
        for (int i = 0; i < images.Count; i++)
        {
            int left = Gap + (i % columns * (width + Gap));
            int top = Gap + (i / columns * (height + Gap));
            Paste(images[i], pixels, (int)gridWidth, left, top);
        }

        return new Image((int)gridWidth, (int)gridHeight, pixels);
    }

    private static void Paste(Image image, byte[] pixels, int gridWidth, int left, int top)
    {
        int rowBytes = image.Width * 3;
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> row = image.Pixels.Span.Slice(y * rowBytes, rowBytes);
            row.CopyTo(pixels.AsSpan((((top + y) * gridWidth) + left) * 3));
        }
    }
}
