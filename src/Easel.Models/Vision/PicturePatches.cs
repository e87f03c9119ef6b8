namespace Easel.Models.Vision;

/// <summary>Cuts pictures into the patches that a vision tower reads as words, Dosovitskiy et al. 2021, arXiv:2010.11929.</summary>
public static class PicturePatches
{
    /// <summary>A picture's patches from the top left, row by row, behind a patch of zeros in the class token's place.</summary>
    /// <param name="pixels">[height, width, 3], each side the shape's <see cref="VisionShape.ImageSize"/>.</param>
    /// <param name="shape">The tower's numbers.</param>
    /// <returns>[tokens, 3 * patch * patch]: a colour's rows, then the next colour's, as a convolution's kernel has them.</returns>
    public static float[] Of(ReadOnlySpan<float> pixels, VisionShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, shape.ImageSize * shape.ImageSize * 3, nameof(pixels));

        int side = shape.PatchSize;
        int across = shape.ImageSize / side;
        float[] patches = new float[shape.Tokens * shape.PatchValues];
        for (int i = shape.PatchValues; i < patches.Length; i++)
        {
            int patch = (i / shape.PatchValues) - 1;
            int place = i % shape.PatchValues;
            int channel = place / (side * side);
            int y = (patch / across * side) + (place / side % side);
            int x = (patch % across * side) + (place % side);
            patches[i] = pixels[(((y * shape.ImageSize) + x) * 3) + channel];
        }

        return patches;
    }
}
