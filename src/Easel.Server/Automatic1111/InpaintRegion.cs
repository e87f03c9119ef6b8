using Easel.Imaging;
using Easel.Imaging.Resampling;

namespace Easel.Server.Automatic1111;

/// <summary>The part of a picture around its mask that is painted alone, larger, and put back: the web UI's <c>inpaint_full_res</c> ("only masked").</summary>
/// <param name="Picture">the whole picture</param>
/// <param name="Mask">what is put back of what was painted, of the picture's size</param>
/// <param name="Left">where the part begins</param>
/// <param name="Top">where the part begins</param>
/// <param name="Width">its pixels per row</param>
/// <param name="Height">its rows</param>
internal sealed record InpaintRegion(Image Picture, GrayImage Mask, int Left, int Top, int Width, int Height)
{
    /// <summary>The part around what a mask paints; none if it paints nothing.</summary>
    /// <param name="picture">The whole picture.</param>
    /// <param name="mask">Of the same size.</param>
    /// <param name="padding">Pixels around.</param>
    /// <param name="width">The size in which it is painted, whose proportions the part gets as far as the picture reaches.</param>
    /// <param name="height">The same.</param>
    public static InpaintRegion? Around(Image picture, GrayImage mask, int padding, int width, int height)
    {
        (int First, int End)? columns = Extent(mask, mask.Width, (i, across) => mask.Pixels.Span[(across * mask.Width) + i], mask.Height);
        (int First, int End)? rows = Extent(mask, mask.Height, (i, across) => mask.Pixels.Span[(i * mask.Width) + across], mask.Width);
        if (columns is null || rows is null)
        {
            return null;
        }

        (int left, int right) = Pad(columns.Value, padding, mask.Width);
        (int top, int bottom) = Pad(rows.Value, padding, mask.Height);
        if ((long)(right - left) * height > (long)(bottom - top) * width)
        {
            (top, bottom) = Grow(top, bottom, (int)((long)(right - left) * height / width), mask.Height);
        }
        else
        {
            (left, right) = Grow(left, right, (int)((long)(bottom - top) * width / height), mask.Width);
        }

        return new InpaintRegion(picture, mask, left, top, right - left, bottom - top);
    }

    /// <summary>The part and its mask in the size in which they are painted.</summary>
    public (Image Picture, GrayImage Mask) Cut(int width, int height)
    {
        Image part = Picture.Crop(Left, Top, Width, Height);
        Image partOfMask = SoftMask.InColours(Mask).Crop(Left, Top, Width, Height);
        return (PillowResize.Resize(part, width, height, PillowFilter.Lanczos), SoftMask.Resize(GrayImage.Of(partOfMask), width, height));
    }

    /// <summary>The whole picture with what was painted in its place.</summary>
    public Image Paste(Image painted)
    {
        Image part = PillowResize.Resize(painted, Width, Height, PillowFilter.Lanczos);
        byte[] pixels = Picture.Pixels.ToArray();
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int place = ((Top + y) * Picture.Width) + Left + x;
                int share = Mask.Pixels.Span[place];
                for (int channel = 0; channel < 3 && share > 0; channel++)
                {
                    int own = part.Pixels.Span[(3 * ((y * Width) + x)) + channel] * share;
                    pixels[(3 * place) + channel] = (byte)((own + (pixels[(3 * place) + channel] * (255 - share)) + 127) / 255);
                }
            }
        }

        return new Image(Picture.Width, Picture.Height, pixels);
    }

    private static (int First, int End)? Extent(GrayImage mask, int length, Func<int, int, byte> pixel, int across)
    {
        bool[] isPainted = [.. Enumerable.Range(0, length).Select(i => Enumerable.Range(0, across).Any(j => pixel(i, j) > 0))];
        int first = Array.IndexOf(isPainted, true);
        return first < 0 || mask.Pixels.IsEmpty ? null : (first, Array.LastIndexOf(isPainted, true) + 1);
    }

    private static (int First, int End) Pad((int First, int End) extent, int padding, int length) => (Math.Max(0, extent.First - padding), Math.Min(length, extent.End + padding));

    /// <summary>Longer by as much on both sides, but no longer than the picture and not beyond it.</summary>
    private static (int First, int End) Grow(int first, int end, int wanted, int length)
    {
        int grown = Math.Clamp(wanted, end - first, length);
        int begin = Math.Clamp(first - ((grown - (end - first)) / 2), 0, length - grown);
        return (begin, begin + grown);
    }
}
