namespace Easel.Imaging.Resampling;

/// <summary>Resizes as PyTorch's <c>interpolate</c> does, which <c>inpaint.py</c> reduces its masks with.</summary>
public static class TorchResize
{
    /// <summary>Mode <c>nearest</c>: new pixel x is old pixel floor(x * scale), the scale and the product in float32 (ATen, UpSample.h).</summary>
    /// <param name="image">stays as it is</param>
    /// <param name="width">1 or more</param>
    /// <param name="height">1 or more; width * height at most <see cref="Image.MaxPixels"/></param>
    public static GrayImage Nearest(GrayImage image, int width, int height)
    {
        OpenCvResize.RefuseSize(width, height);
        return NearestPixel.Resize(image, Sources(image.Width, width), Sources(image.Height, height));

        static int[] Sources(int sourceLength, int length)
        {
            float scale = (float)sourceLength / length;
            return [.. Enumerable.Range(0, length).Select(i => Math.Min((int)MathF.Floor(i * scale), sourceLength - 1))];
        }
    }
}
