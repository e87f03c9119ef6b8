using Easel.Imaging;
using Easel.Imaging.Resampling;

namespace Easel.Server.Automatic1111;

/// <summary>A way to make pictures larger as A1111 lists it.</summary>
internal sealed record WebUiUpscaler(string Name, string? ModelName, string? ModelPath, string? ModelUrl, double Scale);

/// <summary>Ways to make pictures larger: plain ones, without a network.</summary>
internal static class WebUiUpscalers
{
    /// <summary>As Lanczos: the size that is asked for must come from something.</summary>
    public const string None = "None";

    /// <summary>Lanczos's filter, as Pillow has it.</summary>
    public const string Lanczos = "Lanczos";

    /// <summary>The nearest pixel.</summary>
    public const string Nearest = "Nearest";

    private const double UsualScale = 4;

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [None, Lanczos, Nearest];

    /// <summary>All, as they are listed.</summary>
    public static IReadOnlyList<WebUiUpscaler> All { get; } = [.. Names.Select(name => new WebUiUpscaler(name, ModelName: null, ModelPath: null, ModelUrl: null, UsualScale))];

    /// <summary>The upscaler of a name in letters of any case; none if there is none.</summary>
    public static string? Find(string name) => Names.FirstOrDefault(known => known.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>A picture in another size, each side by itself.</summary>
    public static Image Resize(Image picture, int width, int height, string upscaler)
        => upscaler == Nearest ? ByNearest(picture, width, height) : PillowResize.Resize(picture, width, height, PillowFilter.Lanczos);

    /// <summary>A picture scaled until it covers a size, with what is beyond cut off on both sides alike.</summary>
    public static Image Cover(Image picture, int width, int height, string upscaler)
    {
        if (upscaler != Nearest)
        {
            return PillowResize.Cover(picture, width, height, PillowFilter.Lanczos);
        }

        bool byHeight = (long)picture.Width * height >= (long)picture.Height * width;
        int fullWidth = byHeight ? Math.Max(width, (int)((long)picture.Width * height / picture.Height)) : width;
        int fullHeight = byHeight ? height : Math.Max(height, (int)((long)picture.Height * width / picture.Width));
        return CenterCrop.Of(ByNearest(picture, fullWidth, fullHeight), width, height);
    }

    private static Image ByNearest(Image picture, int width, int height)
    {
        byte[] pixels = new byte[3L * width * height];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = picture.Pixels.Span[((int)(((2L * y) + 1) * picture.Height / (2L * height)) * picture.Width * 3)..];
            for (int x = 0; x < width; x++)
            {
                row.Slice((int)(((2L * x) + 1) * picture.Width / (2L * width)) * 3, 3).CopyTo(pixels.AsSpan(((y * width) + x) * 3));
            }
        }

        return new Image(width, height, pixels);
    }
}
