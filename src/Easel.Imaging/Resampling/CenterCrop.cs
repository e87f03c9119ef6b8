namespace Easel.Imaging.Resampling;

/// <summary>The middle of a picture.</summary>
public static class CenterCrop
{
    /// <summary>A picture's middle; where an odd number of pixels is left over, one more is cut off left and above, as CLIP's feature extractor of 2022 did: (side - kept + 1) / 2.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">Pixels per row, 1 to the picture's.</param>
    /// <param name="height">Rows, 1 to the picture's.</param>
    public static Image Of(Image image, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, image.Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, image.Height);
        if (width == image.Width && height == image.Height)
        {
            return image;
        }

        int left = (image.Width - width + 1) / 2;
        int top = (image.Height - height + 1) / 2;
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            image.Pixels.Span.Slice((((top + y) * image.Width) + left) * 3, width * 3).CopyTo(pixels.AsSpan(y * width * 3));
        }

        return new Image(width, height, pixels);
    }
}
