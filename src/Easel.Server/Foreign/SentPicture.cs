using Easel.Imaging;

namespace Easel.Server.Foreign;

/// <summary>A picture that a client sent.</summary>
/// <param name="Picture">its colours, also below what is to be seen through</param>
/// <param name="Alpha">how much of each pixel is there; none if all are wholly</param>
internal sealed record SentPicture(Image Picture, GrayImage? Alpha)
{
    /// <summary>Whether some of it is to be seen through.</summary>
    public bool HasTransparency => Alpha is not null && Alpha.Pixels.Span.IndexOfAnyExcept(byte.MaxValue) >= 0;

    // Some 5800 x 5800: what is painted is far smaller, and what surrounds it is worked on pixel by pixel.
    private const long MostPixels = 1 << 25;

    /// <summary>Decodes a file.</summary>
    /// <param name="file">its bytes</param>
    /// <param name="field">the field that it came in</param>
    /// <exception cref="FieldException">It is no picture, or too large a one.</exception>
    public static SentPicture Decode(byte[] file, string field)
    {
        try
        {
            Measure(file, field);
            return new SentPicture(PictureFile.Decode(file, "the picture"), PictureFile.DecodeAlpha(file, "the picture"));
        }
        catch (ImageException error)
        {
            throw new FieldException(field, error.Message);
        }
    }

    /// <summary>A picture's size, told before anything is made room for.</summary>
    /// <exception cref="FieldException">It is no picture, or too large a one.</exception>
    public static (int Width, int Height) Measure(byte[] file, string field)
    {
        try
        {
            (int width, int height) = PictureFile.Measure(file, "the picture");
            return (long)width * height <= MostPixels
                ? (width, height)
                : throw new FieldException(field, FormattableString.Invariant($"a picture of {width} x {height} is too large; up to {MostPixels} pixels can be sent"));
        }
        catch (ImageException error)
        {
            throw new FieldException(field, error.Message);
        }
    }

    /// <summary>The bytes of a file as text: base64, also for addresses, with <c>data:</c> in front or without.</summary>
    /// <exception cref="FieldException">It is not base64, or an address, which is not followed.</exception>
    public static byte[] BytesOf(string text, string field) => Base64Text.Read(text, out byte[] bytes) switch
    {
        Base64Fault.None => bytes,
        Base64Fault.Address => throw new FieldException(field, "addresses are not followed; send the picture itself, as base64"),
        Base64Fault.PlainData => throw new FieldException(field, "a data: address is wanted in base64: data:image/png;base64,..."),
        _ => throw new FieldException(field, "it is not base64"),
    };

    /// <summary>The picture on a ground of one colour where it is to be seen through.</summary>
    public Image On(byte red, byte green, byte blue)
    {
        if (!HasTransparency)
        {
            return Picture;
        }

        ReadOnlySpan<byte> alpha = Alpha!.Pixels.Span;
        byte[] pixels = Picture.Pixels.ToArray();
        for (int i = 0; i < alpha.Length; i++)
        {
            pixels[3 * i] = Mix(pixels[3 * i], red, alpha[i]);
            pixels[(3 * i) + 1] = Mix(pixels[(3 * i) + 1], green, alpha[i]);
            pixels[(3 * i) + 2] = Mix(pixels[(3 * i) + 2], blue, alpha[i]);
        }

        return new Image(Picture.Width, Picture.Height, pixels);
    }

    private static byte Mix(byte colour, byte ground, byte alpha) => (byte)(((colour * alpha) + (ground * (255 - alpha)) + 127) / 255);
}
