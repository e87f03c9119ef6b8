using System.Numerics;
using Easel.Imaging;
using Easel.Imaging.Resampling;

namespace Easel.Server.Automatic1111;

/// <summary>What the web UI does to masks before it paints. White is painted anew.</summary>
internal static class SoftMask
{
    private const int Half = 128;

    /// <summary>A picture as a mask: its transparency if it has some, where what is there is painted; else its shades of grey.</summary>
    public static GrayImage Of(Foreign.SentPicture sent)
        => sent.HasTransparency ? Each(sent.Alpha!, alpha => alpha > Half ? byte.MaxValue : (byte)0) : GrayImage.Of(sent.Picture);

    /// <summary>What was kept is painted, and the other way round.</summary>
    public static GrayImage Invert(GrayImage mask) => Each(mask, pixel => (byte)(255 - pixel));

    /// <summary>Soft edges, outwards: blurred by Gauss's bell, then doubled, so that what was white before stays so and the edge fades beyond it.</summary>
    /// <param name="mask">stays as it is</param>
    /// <param name="across">standard deviation in pixels, along rows; none if 0</param>
    /// <param name="down">the same along columns</param>
    public static GrayImage Blur(GrayImage mask, double across, double down)
    {
        if (across <= 0 && down <= 0)
        {
            return mask;
        }

        float[] values = new float[mask.Pixels.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = mask.Pixels.Span[i];
        }

        values = across > 0 ? BlurAcross(values, mask.Width, mask.Height, Bell(across)) : values;
        values = down > 0 ? BlurDown(values, mask.Width, mask.Height, Bell(down)) : values;
        byte[] pixels = new byte[values.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(MathF.Round(2 * values[i]), 0, 255);
        }

        return new GrayImage(mask.Width, mask.Height, pixels);
    }

    /// <summary>In another size, with shades between.</summary>
    public static GrayImage Resize(GrayImage mask, int width, int height)
        => (mask.Width, mask.Height) == (width, height) ? mask : GrayImage.Of(PillowResize.Resize(InColours(mask), width, height, PillowFilter.Bicubic));

    /// <summary>A mask as a picture in shades of grey.</summary>
    public static Image InColours(GrayImage mask)
    {
        byte[] pixels = new byte[3 * mask.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = mask.Pixels.Span[i / 3];
        }

        return new Image(mask.Width, mask.Height, pixels);
    }

    private static GrayImage Each(GrayImage mask, Func<byte, byte> change)
    {
        byte[] pixels = mask.Pixels.ToArray();
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = change(pixels[i]);
        }

        return new GrayImage(mask.Width, mask.Height, pixels);
    }

    /// <summary>Along rows. Beyond its edges a picture goes on as its mirror image, as OpenCV's BORDER_REFLECT_101.</summary>
    private static float[] BlurAcross(float[] values, int width, int height, float[] bell)
    {
        int reach = bell.Length / 2;
        float[] blurred = new float[values.Length];
        float[] row = new float[width + (2 * reach)];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = values[(y * width) + Mirror(x - reach, width)];
            }

            for (int k = 0; k < bell.Length; k++)
            {
                AddShare(blurred.AsSpan(y * width, width), row.AsSpan(k, width), bell[k]);
            }
        }

        return blurred;
    }

    /// <summary>The same along columns.</summary>
    private static float[] BlurDown(float[] values, int width, int height, float[] bell)
    {
        int reach = bell.Length / 2;
        float[] blurred = new float[values.Length];
        for (int y = 0; y < height; y++)
        {
            for (int k = 0; k < bell.Length; k++)
            {
                AddShare(blurred.AsSpan(y * width, width), values.AsSpan(Mirror(y + k - reach, height) * width, width), bell[k]);
            }
        }

        return blurred;
    }

    private static void AddShare(Span<float> sums, ReadOnlySpan<float> values, float share)
    {
        int i = 0;
        for (; i + Vector<float>.Count <= sums.Length; i += Vector<float>.Count)
        {
            (new Vector<float>(sums[i..]) + (new Vector<float>(values[i..]) * share)).CopyTo(sums[i..]);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] += values[i] * share;
        }
    }

    private static int Mirror(int place, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        int period = 2 * (length - 1);
        int folded = ((place % period) + period) % period;
        return folded < length ? folded : period - folded;
    }

    /// <summary>As wide as the web UI takes it: 2.5 deviations to each side.</summary>
    private static float[] Bell(double deviation)
    {
        int reach = (int)((2.5 * deviation) + 0.5);
        if (reach == 0)
        {
            return [1];
        }

        double[] bell = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(k => Math.Exp(-k * k / (2 * deviation * deviation)))];
        double sum = bell.Sum();
        return [.. bell.Select(share => (float)(share / sum))];
    }
}
