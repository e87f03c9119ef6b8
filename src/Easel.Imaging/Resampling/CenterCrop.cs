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
        return image.Crop(Math.Max(0, (image.Width - width + 1) / 2), Math.Max(0, (image.Height - height + 1) / 2), width, height);
    }
}
