using System.Globalization;
using Easel.Imaging;
using Easel.Imaging.Formats;
using Easel.Imaging.Png;
using Easel.Imaging.Resampling;
using Easel.Painting.Jobs;
using Easel.Server.Storage;

namespace Easel.Server.Gallery;

/// <summary>Small copies of pictures, made when they are first asked for. They may be deleted at any time.</summary>
internal sealed class Thumbnails(DataFolder folder)
{
    private const int Quality = 85;

    // Whoever asks for any side gets the next larger of these: so few files are kept of a picture, whatever is asked.
    private static readonly int[] s_sides = [64, 128, 256, 512, 1024];

    /// <summary>A picture as a JPEG file of at most about so many pixels on its longer side; none if its file is not there.</summary>
    public byte[]? Of(GalleryPicture picture, int side)
    {
        int kept = s_sides.FirstOrDefault(larger => larger >= side, s_sides[^1]);
        string path = PathOf(picture, kept);
        if (Read(path) is byte[] there)
        {
            return there;
        }

        if (Read(folder.PathOf(picture.File)) is not byte[] file)
        {
            return null;
        }

        byte[] made = SkiaEncoder.EncodeJpeg(Shrink(PngFile.Decode(file, picture.File).Image, kept), Quality);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            OutputFolder.Replace(path, made);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is made again when it is asked for again.
        }

        return made;
    }

    /// <summary>Deletes those of a picture.</summary>
    public void Delete(GalleryPicture picture)
    {
        foreach (int side in s_sides)
        {
            try
            {
                File.Delete(PathOf(picture, side));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It stays, and does no harm.
            }
        }
    }

    private string PathOf(GalleryPicture picture, int side) => Path.Combine(folder.Thumbnails, side.ToString(CultureInfo.InvariantCulture), $"{picture.Id}.jpg");

    private static Image Shrink(Image image, int side)
    {
        double scale = (double)side / Math.Max(image.Width, image.Height);
        return scale >= 1 ? image : PillowResize.Resize(image, Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)), PillowFilter.Bicubic);
    }

    private static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
