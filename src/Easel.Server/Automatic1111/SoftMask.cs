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

        values = Blur(values, mask.Width, mask.Height, across, stepBetween: 1);
        values = Blur(values, mask.Width, mask.Height, down, stepBetween: mask.Width);
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

    /// <summary>One direction. Beyond its edges a picture goes on as its mirror image, as OpenCV's BORDER_REFLECT_101.</summary>
    private static float[] Blur(float[] values, int width, int height, double deviation, int stepBetween)
    {
        if (deviation <= 0)
        {
            return values;
        }

        float[] bell = Bell(deviation);
        int reach = bell.Length / 2;
        int length = stepBetween == 1 ? width : height;
        float[] blurred = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int place = stepBetween == 1 ? i % width : i / width;
            float sum = 0;
            bool isInside = place >= reach && place + reach < length;
            for (int k = -reach; k <= reach; k++)
            {
                sum += bell[k + reach] * values[i + ((isInside ? k : Mirror(place + k, length) - place) * stepBetween)];
            }

            blurred[i] = sum;
        }

        return blurred;
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
        double[] bell = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(k => Math.Exp(-k * k / (2 * deviation * deviation)))];
        double sum = bell.Sum();
        return [.. bell.Select(share => (float)(share / sum))];
    }
}
