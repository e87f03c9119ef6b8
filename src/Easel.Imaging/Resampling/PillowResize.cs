namespace Easel.Imaging.Resampling;

/// <summary>
/// Pictures of another size, bit for bit as Pillow's <c>Image.resize</c> makes them of 8-bit pictures: rows first, then columns, whole-number weights,
/// and a rounding to 8 bits after each (Resample.c, as of Pillow 11).
/// </summary>
public static class PillowResize
{
    /// <summary>The picture in another size, larger or smaller, each side by itself. The same object if the size is the same.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">Pixels per row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="filter">How pixels are made of pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is less than 1, or there would be more than <see cref="Image.MaxPixels"/>.</exception>
    /// <exception cref="ImageException">There would be, when only the rows have their new length.</exception>
    public static Image Resize(Image image, int width, int height, PillowFilter filter)
    {
        ArgumentNullException.ThrowIfNull(image);
        Image.RequireSize(width, height);
        if (image.Width == width && image.Height == height)
        {
            return image;
        }

        return (long)width * image.Height <= Image.MaxPixels
            ? new Image(width, height, Resize(image.Pixels.Span, 3, image.Width, image.Height, width, height, filter))
            : throw new ImageException($"A picture of {image.Width} x {image.Height} cannot be made {width} x {height}: on the way it would have {width} x {image.Height}, more than {Image.MaxPixels} pixels.");
    }

    /// <summary>The picture scaled so that it covers a size, with what is beyond cut off on both sides alike.</summary>
    /// <inheritdoc cref="Resize(Image, int, int, PillowFilter)"/>
    public static Image Cover(Image image, int width, int height, PillowFilter filter)
    {
        ArgumentNullException.ThrowIfNull(image);
        Image.RequireSize(width, height);

        // The side that would be too short decides; the other is cut.
        bool byHeight = (long)image.Width * height >= (long)image.Height * width;
        int fullWidth = byHeight ? Scaled(image.Width, height, image.Height, width) : width;
        int fullHeight = byHeight ? height : Scaled(image.Height, width, image.Width, height);
        if ((long)fullWidth * fullHeight <= Image.MaxPixels)
        {
            return CenterCrop.Of(Resize(image, fullWidth, fullHeight, filter), width, height);
        }

        // A strip, scaled whole, would be too large: cut first.
        int keptWidth = byHeight ? Math.Max(1, (int)((long)width * image.Height / height)) : image.Width;
        int keptHeight = byHeight ? image.Height : Math.Max(1, (int)((long)height * image.Width / width));
        return Resize(CenterCrop.Of(image, keptWidth, keptHeight), width, height, filter);
    }

    private static int Scaled(int side, int to, int from, int least)
        => (int)Math.Clamp(Math.Round((double)side * to / from, MidpointRounding.AwayFromZero), least, int.MaxValue);

    private static byte[] Resize(ReadOnlySpan<byte> pixels, int channels, int fromWidth, int fromHeight, int width, int height, PillowFilter filter)
    {
        ReadOnlySpan<byte> rows = pixels;
        if (width != fromWidth)
        {
            byte[] across = new byte[checked(width * fromHeight * channels)];
            ResizeRows(pixels, across, channels, fromWidth, new PillowWeights(fromWidth, width, filter), width, fromHeight);
            rows = across;
        }

        if (height == fromHeight)
        {
            return rows.ToArray();
        }

        byte[] result = new byte[checked(width * height * channels)];
        ResizeColumns(rows, result, width * channels, new PillowWeights(fromHeight, height, filter), height);
        return result;
    }

    private static void ResizeRows(ReadOnlySpan<byte> from, Span<byte> to, int channels, int fromWidth, PillowWeights weights, int width, int rows)
    {
        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<byte> row = from.Slice(y * fromWidth * channels, fromWidth * channels);
            Span<byte> made = to.Slice(y * width * channels, width * channels);
            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<int> each = weights.Of(x);
                int first = weights.First(x) * channels;
                for (int channel = 0; channel < channels; channel++)
                {
                    int sum = 1 << (PillowWeights.Places - 1);
                    for (int i = 0; i < each.Length; i++)
                    {
                        sum += row[first + (i * channels) + channel] * each[i];
                    }

                    made[(x * channels) + channel] = Clip(sum);
                }
            }
        }
    }

    private static void ResizeColumns(ReadOnlySpan<byte> from, Span<byte> to, int pitch, PillowWeights weights, int height)
    {
        int[] sums = new int[pitch];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<int> each = weights.Of(y);
            Array.Fill(sums, 1 << (PillowWeights.Places - 1));
            for (int i = 0; i < each.Length; i++)
            {
                ReadOnlySpan<byte> row = from.Slice((weights.First(y) + i) * pitch, pitch);
                int weight = each[i];
                for (int x = 0; x < pitch; x++)
                {
                    sums[x] += row[x] * weight;
                }
            }

            for (int x = 0; x < pitch; x++)
            {
                to[(y * pitch) + x] = Clip(sums[x]);
            }
        }
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> PillowWeights.Places, 0, 255);
}
