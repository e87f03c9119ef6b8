using Easel.Imaging;
using Easel.Imaging.Resampling;

namespace Easel.Cli.Painting;

/// <summary>Pictures and their masks in another size.</summary>
internal static class PictureScaling
{
    /// <summary>A picture in another size, by Lanczos's filter as the original scripts do it with Pillow.</summary>
    public static Image Resize(Image picture, int width, int height) => PillowResize.Resize(picture, width, height, PillowFilter.Lanczos);

    /// <summary>A picture scaled until it covers a size, the rest cut off at both sides alike.</summary>
    public static Image Cover(Image picture, int width, int height) => PillowResize.Cover(picture, width, height, PillowFilter.Lanczos);

    /// <summary>A mask in another size: of each pixel the nearest, so that black stays black.</summary>
    public static GrayImage Resize(GrayImage mask, int width, int height)
        => mask.Width == width && mask.Height == height ? mask : Nearest(mask, new Window(0, 0, mask.Width, mask.Height), width, height);

    /// <summary>A mask scaled as its picture by <see cref="Cover(Image, int, int)"/>.</summary>
    public static GrayImage Cover(GrayImage mask, int width, int height)
        => Nearest(mask, Window.Covering(mask.Width, mask.Height, width, height), width, height);

    /// <summary>Of each new pixel's middle the pixel below it.</summary>
    private static GrayImage Nearest(GrayImage mask, Window window, int width, int height)
    {
        byte[] pixels = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            int row = window.Top + Place(y, height, window.Height);
            for (int x = 0; x < width; x++)
            {
                pixels[(y * width) + x] = mask.Pixels.Span[(row * mask.Width) + window.Left + Place(x, width, window.Width)];
            }
        }

        return new GrayImage(width, height, pixels);
    }

    /// <summary>floor((i + 1/2) length / count), in whole numbers.</summary>
    private static int Place(int i, int count, int length) => (int)(((2L * i) + 1) * length / (2L * count));

    /// <summary>A part of a picture.</summary>
    private readonly record struct Window(int Left, int Top, int Width, int Height)
    {
        /// <summary>The largest part in the middle with a shape's proportions.</summary>
        public static Window Covering(int width, int height, int shapeWidth, int shapeHeight)
        {
            bool byHeight = (long)width * shapeHeight >= (long)height * shapeWidth;
            int keptWidth = byHeight ? Math.Max(1, (int)((long)height * shapeWidth / shapeHeight)) : width;
            int keptHeight = byHeight ? height : Math.Max(1, (int)((long)width * shapeHeight / shapeWidth));
            return new Window((width - keptWidth) / 2, (height - keptHeight) / 2, keptWidth, keptHeight);
        }
    }
}
