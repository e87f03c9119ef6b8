using Easel.Imaging;
using Easel.Imaging.Resampling;

namespace Easel.Diffusion.Safety;

/// <summary>How pictures are made fit for CLIP: the shorter side to a length (bicubic), the middle, and colours of about mean 0 and deviation 1.</summary>
/// <param name="Side">Pixels of each side of what is looked at, and of the shorter side before.</param>
/// <param name="Mean">Of red, green and blue, 0 to 1.</param>
/// <param name="Deviation">Of red, green and blue, above 0.</param>
internal sealed record ClipPreprocessing(int Side, float[] Mean, float[] Deviation)
{
    // Of CLIP's own training pictures: openai/CLIP, clip.py, _transform.
    private static readonly float[] s_mean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] s_deviation = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>CLIP's own numbers.</summary>
    /// <param name="side">Pixels of each side.</param>
    public static ClipPreprocessing Usual(int side) => new(side, s_mean, s_deviation);

    /// <summary>What <c>preprocessor_config.json</c> says.</summary>
    /// <param name="settings">The file.</param>
    /// <param name="side">What the network wants.</param>
    /// <exception cref="Models.ConfigException">It wants something else to be done.</exception>
    public static ClipPreprocessing From(SettingsFile settings, int side)
    {
        foreach (string step in (string[])["do_resize", "do_center_crop", "do_normalize", "do_rescale"])
        {
            settings.Require(step, "true");
        }

        settings.Require("resample", 3); // bicubic, in Pillow's count
        settings.Require("rescale_factor", 1 / 255.0);
        _ = settings.Whole("size", side, side, "shortest_edge", "height", "width");
        _ = settings.Whole("crop_size", side, side, "height", "width");
        return new ClipPreprocessing(side, settings.Colour("image_mean", above: -1) ?? s_mean, settings.Colour("image_std", above: 0) ?? s_deviation);
    }

    /// <summary>The square in the middle, scaled. The longer side is cut off to whole pixels, as Hugging Face's feature extractor does.</summary>
    public Image Crop(Image image)
    {
        int shorter = Math.Min(image.Width, image.Height);
        int width = (int)((long)Side * image.Width / shorter);
        int height = (int)((long)Side * image.Height / shorter);
        if ((long)width * height > Image.MaxPixels)
        {
            // A strip of which no more than a square will be seen.
            image = CenterCrop.Of(image, Math.Min(image.Width, 2 * shorter), Math.Min(image.Height, 2 * shorter));
            return Crop(image);
        }

        return CenterCrop.Of(PillowResize.Resize(image, width, height, PillowFilter.Bicubic), Side, Side);
    }

    /// <summary>(colour / 255 - mean) / deviation</summary>
    /// <returns>[height, width, 3]</returns>
    public float[] Normalize(Image image)
    {
        ReadOnlySpan<byte> pixels = image.Pixels.Span;
        float[] values = new float[pixels.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((pixels[i] / 255f) - Mean[i % 3]) / Deviation[i % 3];
        }

        return values;
    }
}
