namespace Easel.Imaging.Resampling;

/// <summary>Masks in another size, of single pixels of the old ones, so that black stays black: new pixel i is old pixel floor((i + 1/2) old / new).</summary>
public static class MaskResize
{
    /// <summary>A mask in another size, each side by itself. The same object if the size is the same.</summary>
    /// <param name="mask">stays as it is</param>
    /// <param name="width">1 or more</param>
    /// <param name="height">1 or more; width * height at most <see cref="Image.MaxPixels"/></param>
    public static GrayImage Resize(GrayImage mask, int width, int height)
        => (mask.Width, mask.Height) == (width, height) ? mask : Nearest(mask, (0, mask.Width), (0, mask.Height), width, height);

    /// <summary>A mask scaled as its picture by <see cref="PillowResize.Cover"/>: so that it covers a size, the rest cut off at both sides alike.</summary>
    /// <inheritdoc cref="Resize"/>
    public static GrayImage Cover(GrayImage mask, int width, int height)
    {
        Image.RequireSize(width, height);
        bool byHeight = (long)mask.Width * height >= (long)mask.Height * width;
        int keptWidth = byHeight ? Math.Max(1, (int)((long)mask.Height * width / height)) : mask.Width;
        int keptHeight = byHeight ? mask.Height : Math.Max(1, (int)((long)mask.Width * height / width));
        return Nearest(mask, ((mask.Width - keptWidth) / 2, keptWidth), ((mask.Height - keptHeight) / 2, keptHeight), width, height);
    }

    private static GrayImage Nearest(GrayImage mask, (int First, int Length) columns, (int First, int Length) rows, int width, int height)
    {
        Image.RequireSize(width, height);
        return NearestPixel.Resize(mask, Sources(columns, width), Sources(rows, height));

        static int[] Sources((int First, int Length) part, int count)
            => [.. Enumerable.Range(0, count).Select(i => part.First + (int)(((2L * i) + 1) * part.Length / (2L * count)))];
    }
}
