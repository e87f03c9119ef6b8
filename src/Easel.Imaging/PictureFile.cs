using Easel.Imaging.Formats;
using Easel.Imaging.Png;

namespace Easel.Imaging;

/// <summary>Reads pictures of the usual formats: PNG, JPEG, WebP, BMP, and the first picture of GIF files. The content tells the format, not the name.</summary>
/// <remarks>
/// Transparency is left out: the colours below it stay, as PIL's <c>convert("RGB")</c> and OpenCV's <c>imread</c> do it; only what a GIF leaves transparent is black.
/// Of 16 bits the upper 8 stay. Colour profiles do not count.
/// </remarks>
public static class PictureFile
{
    /// <summary>Largest file that is read.</summary>
    private const long MaxFileBytes = 1L << 30;

    /// <summary>The picture in a file, in colours.</summary>
    /// <param name="path">what it is called, also in errors</param>
    /// <param name="orientation">whether a camera's note that the picture is to be turned counts</param>
    /// <exception cref="ImageException">There is no such file, or it cannot be read, or it is not a whole picture of these formats, or larger than <see cref="Image.MaxPixels"/>.</exception>
    public static Image Read(string path, PictureOrientation orientation = PictureOrientation.AsStored) => Decode(ReadBytes(path), path, orientation);

    /// <summary>The picture in a file in shades of grey, such as a mask, as <see cref="GrayImage.Of"/> makes them.</summary>
    /// <param name="path">what it is called, also in errors</param>
    /// <param name="orientation">whether a camera's note that the picture is to be turned counts</param>
    /// <exception cref="ImageException">As of <see cref="Read"/>.</exception>
    public static GrayImage ReadGray(string path, PictureOrientation orientation = PictureOrientation.AsStored) => GrayImage.Of(Read(path, orientation));

    /// <summary>The picture in a file with its texts and EXIF if it is a PNG file; of other formats it has none.</summary>
    /// <param name="path">what it is called, also in errors</param>
    /// <param name="orientation">whether a camera's note that the picture is to be turned counts</param>
    /// <exception cref="ImageException">As of <see cref="Read"/>.</exception>
    public static PngPicture ReadWithTexts(string path, PictureOrientation orientation = PictureOrientation.AsStored) => DecodeWithTexts(ReadBytes(path), path, orientation);

    /// <summary>The picture of a whole file in memory.</summary>
    /// <param name="file">its bytes</param>
    /// <param name="name">what errors call it</param>
    /// <param name="orientation">whether a camera's note that the picture is to be turned counts</param>
    /// <exception cref="ImageException">As of <see cref="Read"/>.</exception>
    public static Image Decode(ReadOnlySpan<byte> file, string name, PictureOrientation orientation = PictureOrientation.AsStored)
        => DecodeWithTexts(file, name, orientation).Image;

    /// <summary>The sides of the picture of a whole file, as it is stored, from its header: no pixel is decoded, and no memory taken for any.</summary>
    /// <param name="file">its bytes</param>
    /// <param name="name">what errors call it</param>
    /// <exception cref="ImageException">Its header cannot be read, or tells of more than <see cref="Image.MaxPixels"/>.</exception>
    public static (int Width, int Height) Measure(ReadOnlySpan<byte> file, string name)
    {
        PictureFormat format = Recognise(file[..Math.Min(file.Length, PictureSignature.Length)], name);
        try
        {
            return PictureMeasure.Of(file, format);
        }
        catch (ImageException error)
        {
            throw new ImageException($"{name}: {error.Message}", error);
        }
    }

    /// <summary>How much of each pixel of a whole file is there: 255 wholly, 0 not at all, of the picture's size as it is stored; none if the format, or the file, tells of no transparency.</summary>
    /// <param name="file">its bytes</param>
    /// <param name="name">what errors call it</param>
    /// <exception cref="ImageException">As of <see cref="Read"/>.</exception>
    public static GrayImage? DecodeAlpha(ReadOnlySpan<byte> file, string name)
    {
        PictureFormat format = Recognise(file[..Math.Min(file.Length, PictureSignature.Length)], name);
        try
        {
            return format switch
            {
                PictureFormat.Png => PngDecoder.DecodeAlpha(file),
                PictureFormat.WebP or PictureFormat.Gif => SkiaDecoder.DecodeAlpha(file, format),
                _ => null,
            };
        }
        catch (ImageException error)
        {
            throw new ImageException($"{name}: {error.Message}", error);
        }
    }

    private static PngPicture DecodeWithTexts(ReadOnlySpan<byte> file, string name, PictureOrientation orientation)
    {
        PictureFormat format = Recognise(file[..Math.Min(file.Length, PictureSignature.Length)], name);
        if (format == PictureFormat.Png)
        {
            PngPicture picture = PngFile.Decode(file, name);
            return orientation == PictureOrientation.Upright ? picture with { Image = ExifOrientation.Apply(picture.Image, ExifOrientation.Read(picture.Exif.Span)) } : picture;
        }

        try
        {
            return new PngPicture(SkiaDecoder.Decode(file, format, orientation), []);
        }
        catch (ImageException error)
        {
            throw new ImageException($"{name}: {error.Message}", error);
        }
    }

    private static PictureFormat Recognise(ReadOnlySpan<byte> head, string name)
    {
        if (head.IsEmpty)
        {
            throw new ImageException($"{name}: the file is empty.");
        }

        return PictureSignature.Recognise(head)
            ?? throw new ImageException($"{name}: it is {PictureSignature.Describe(head)}; PNG, JPEG, WebP, BMP, and GIF pictures can be read.");
    }

    private static byte[] ReadBytes(string path)
    {
        if (Directory.Exists(path))
        {
            throw new ImageException($"{path}: it is a folder, not a picture.");
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            return ReadBytes(stream, path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageException($"{path}: there is no such file.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ImageException($"{path}: you have no permission to read it.", error);
        }
        catch (ArgumentException error)
        {
            throw new ImageException($"'{path}': no file has such a name.", error);
        }
        catch (IOException error)
        {
            throw new ImageException($"{path}: it cannot be read ({error.Message})", error);
        }
    }

    /// <summary>All bytes; what does not begin as a picture is refused before it is read, however large it is.</summary>
    private static byte[] ReadBytes(FileStream stream, string path)
    {
        byte[] head = new byte[PictureSignature.Length];
        int length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        Recognise(head.AsSpan(0, length), path);

        // A pipe does not know its length.
        MemoryStream bytes = new(stream.CanSeek ? (int)Math.Min(stream.Length, MaxFileBytes + 1) : length);
        bytes.Write(head, 0, length);
        byte[] piece = new byte[1 << 16];
        while (stream.Read(piece) is > 0 and int count)
        {
            bytes.Write(piece, 0, count);
            if (bytes.Length > MaxFileBytes)
            {
                throw new ImageException($"{path}: the file is larger than {MaxFileBytes} bytes, the most that are read of a picture.");
            }
        }

        return bytes.Length == bytes.Capacity ? bytes.GetBuffer() : bytes.ToArray();
    }
}
