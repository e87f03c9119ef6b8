namespace Easel.Imaging.Watermarks;

/// <summary>
/// The invisible watermark of CompVis/stable-diffusion's <c>txt2img.py</c>: 136 bits in the low frequencies of a picture's U channel,
/// the method <c>dwtDct</c> of the package invisible-watermark (which, despite its name, makes no cosine transform).
/// </summary>
public static class Watermark
{
    /// <summary>What the watermark says.</summary>
    public const string Text = "StableDiffusionV1";

    /// <summary>The fewest pixels of a picture that can carry it: 256 x 256.</summary>
    public const int LeastPixels = 256 * 256;

    /// <summary>The shortest side of a picture that can carry it: a pair of 2x2 wavelets. The original fails below.</summary>
    public const int LeastSide = 4;

    /// <summary>How many bits it has.</summary>
    public static int BitCount => s_bits.Length;

    private static readonly bool[] s_bits = [.. Text.SelectMany(letter => Enumerable.Range(0, 8).Select(i => ((letter >> (7 - i)) & 1) != 0))];

    /// <summary>The bits, the highest of each letter first.</summary>
    internal static ReadOnlySpan<bool> Bits => s_bits;

    /// <summary>Whether a picture of this size can carry it.</summary>
    /// <param name="width">1 or more</param>
    /// <param name="height">1 or more</param>
    public static bool Fits(int width, int height) => (long)width * height >= LeastPixels && Math.Min(width, height) >= LeastSide;

    /// <summary>Refuses a picture that cannot carry it.</summary>
    /// <exception cref="ImageException">It is too small.</exception>
    internal static void RefuseSmall(Image image)
    {
        if (!Fits(image.Width, image.Height))
        {
            throw new ImageException(
                $"A picture of {image.Width} x {image.Height} is too small for the watermark: it takes {LeastPixels} pixels or more, such as 256 x 256, and {LeastSide} on each side.");
        }
    }
}
