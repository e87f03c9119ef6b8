using Easel.Imaging;
using Easel.Imaging.Formats;
using Easel.Imaging.Png;

namespace Easel.Server.OpenAi;

/// <summary>The form of a picture's file.</summary>
/// <param name="Name">png, jpeg or webp</param>
/// <param name="Quality">1 to 100, of JPEG and WebP</param>
internal sealed record OutputFormat(string Name, int Quality)
{
    /// <summary>With the texts that say how it was painted.</summary>
    public const string Png = "png";

    /// <summary>The form that loses least to size.</summary>
    public const string Jpeg = "jpeg";

    /// <summary>Smaller than JPEG.</summary>
    public const string WebP = "webp";

    /// <summary>Its media type.</summary>
    public string MediaType => $"image/{Name}";

    /// <summary>A finished picture in this form; a PNG file stays as it is.</summary>
    public byte[] Of(byte[] png) => Name == Png ? png : Of(PngFile.Decode(png, "the picture").Image);

    /// <summary>A picture in this form.</summary>
    public byte[] Of(Image picture) => Name switch
    {
        Jpeg => SkiaEncoder.EncodeJpeg(picture, Quality),
        WebP => SkiaEncoder.EncodeWebP(picture, Quality),
        _ => PngFile.Encode(picture),
    };
}
