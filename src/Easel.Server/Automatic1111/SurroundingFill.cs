using Easel.Imaging;

namespace Easel.Server.Automatic1111;

/// <summary>
/// Fills what a mask covers with the colours around it, the further away the more blurred, so that nothing of what was there guides the painting: the web UI's
/// <c>inpainting_fill</c> 0. By pull and push (Gortler et al. 1996, The Lumigraph, sec. 3.4): colours that are known are averaged to ever smaller pictures; what is not
/// known is taken from the next smaller one.
/// </summary>
internal static class SurroundingFill
{
    private const int Half = 128;

    /// <summary>A picture without what its mask covers; the picture itself if that is all of it.</summary>
    public static Image Fill(Image picture, GrayImage mask)
    {
        float[] known = new float[4 * mask.Pixels.Length];
        bool isEmpty = true;
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            if (mask.Pixels.Span[i] < Half)
            {
                isEmpty = false;
                known[(4 * i) + 3] = 1;
                for (int channel = 0; channel < 3; channel++)
                {
                    known[(4 * i) + channel] = picture.Pixels.Span[(3 * i) + channel];
                }
            }
        }

        if (isEmpty)
        {
            return picture;
        }

        Complete(known, picture.Width, picture.Height);
        byte[] pixels = new byte[picture.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(MathF.Round(known[(4 * (i / 3)) + (i % 3)]), 0, 255);
        }

        return new Image(picture.Width, picture.Height, pixels);
    }

    /// <summary>Gives every pixel colours.</summary>
    /// <param name="pixels">red, green, blue, and 1 if they are known, else 0; all known afterwards</param>
    /// <param name="width">pixels per row</param>
    /// <param name="height">rows</param>
    private static void Complete(float[] pixels, int width, int height)
    {
        if (Array.TrueForAll(Known(pixels), known => known))
        {
            return;
        }

        (int halfWidth, int halfHeight) = ((width + 1) / 2, (height + 1) / 2);
        float[] half = Halve(pixels, width, height, halfWidth, halfHeight);
        Complete(half, halfWidth, halfHeight);
        for (int i = 0; i < width * height; i++)
        {
            if (pixels[(4 * i) + 3] == 0)
            {
                Sample(half, halfWidth, halfHeight, ((i % width) - 0.5f) / 2, ((i / width) - 0.5f) / 2, pixels.AsSpan(4 * i, 4));
            }
        }
    }

    private static bool[] Known(float[] pixels) => [.. Enumerable.Range(0, pixels.Length / 4).Select(i => pixels[(4 * i) + 3] > 0)];

    /// <summary>The mean of those of four pixels that are known.</summary>
    private static float[] Halve(float[] pixels, int width, int height, int halfWidth, int halfHeight)
    {
        float[] half = new float[4 * halfWidth * halfHeight];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<float> pixel = pixels.AsSpan(4 * ((y * width) + x), 4);
                Span<float> sum = half.AsSpan(4 * ((y / 2 * halfWidth) + (x / 2)), 4);
                for (int channel = 0; channel < 4; channel++)
                {
                    sum[channel] += pixel[3] > 0 ? pixel[channel] : 0;
                }
            }
        }

        for (int i = 0; i < half.Length; i += 4)
        {
            float count = half[i + 3];
            for (int channel = 0; channel < 4 && count > 0; channel++)
            {
                half[i + channel] /= count;
            }
        }

        return half;
    }

    /// <summary>Colours between pixels, bilinear.</summary>
    private static void Sample(float[] pixels, int width, int height, float x, float y, Span<float> pixel)
    {
        (x, y) = (Math.Clamp(x, 0, width - 1), Math.Clamp(y, 0, height - 1));
        (int left, int top) = ((int)x, (int)y);
        (int right, int bottom) = (Math.Min(left + 1, width - 1), Math.Min(top + 1, height - 1));
        (float across, float down) = (x - left, y - top);
        for (int channel = 0; channel < 4; channel++)
        {
            float above = At(left, top, channel) + (across * (At(right, top, channel) - At(left, top, channel)));
            float below = At(left, bottom, channel) + (across * (At(right, bottom, channel) - At(left, bottom, channel)));
            pixel[channel] = above + (down * (below - above));
        }

        float At(int column, int row, int channel) => pixels[(4 * ((row * width) + column)) + channel];
    }
}
