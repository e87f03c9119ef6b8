using Easel.Diffusion;
using Easel.Imaging;
using Easel.Imaging.Resampling;
using Easel.Painting.Metadata;

namespace Easel.Cli.Verification;

/// <summary>
/// Finds a picture to begin with, and its mask, among files, by the hash of its pixels in a record. Each file is brought to the request's size in every way that a command
/// does it - as it is, as <c>img2img</c> and <c>paint</c> scale, as <c>paint --size</c> covers, as <c>inpaint</c> pads, as <c>demo</c> scales -, and the hash says which it was.
/// </summary>
internal static class InitialSearch
{
    private const byte HalfWhite = 128;

    private static readonly PictureOrientation[] s_orientations = [PictureOrientation.AsStored, PictureOrientation.Upright];

    /// <summary>The picture with its mask; none if a file of it is not among these.</summary>
    /// <param name="recorded">What the record says.</param>
    /// <param name="pictures">Files of which one may be the picture.</param>
    /// <param name="masks">Files of which one may be the mask.</param>
    /// <param name="width">The request's.</param>
    /// <param name="height">The request's.</param>
    /// <param name="missing">What is not among them, as the end of a sentence; none if all is.</param>
    /// <exception cref="ImageException">A file is no picture.</exception>
    public static InitialPicture? Find(RecordedInitial recorded, IReadOnlyList<string> pictures, IReadOnlyList<string> masks, int width, int height, out string? missing)
    {
        missing = null;
        Image? picture = pictures.SelectMany(path => Fitted(path, width, height)).FirstOrDefault(image => RequestRecord.Hash(image.Pixels.Span) == recorded.Sha256);
        GrayImage? mask = recorded.MaskSha256 is null ? null : masks.SelectMany(path => FittedMask(path, width, height)).FirstOrDefault(image => RequestRecord.Hash(image.Pixels.Span) == recorded.MaskSha256);
        if (picture is null)
        {
            missing = pictures.Count == 0
                ? "it began with a picture, which is needed to paint it again. Name it: --init FILE"
                : $"it began with another picture than {string.Join(", ", pictures)}: in none of the ways that Easel scales do their pixels have the SHA-256 {recorded.Sha256}. Name the right one: --init FILE";
        }
        else if (mask is null && recorded.MaskSha256 is not null)
        {
            missing = masks.Count == 0
                ? "it has a mask, which is needed to paint it again. Name it: --mask FILE"
                : $"its mask is another than {string.Join(", ", masks)}: in none of the ways that Easel scales do their pixels have the SHA-256 {recorded.MaskSha256}. Name the right one: --mask FILE";
        }

        return missing is null ? new InitialPicture(picture!) { Mask = mask, Strength = recorded.Strength, Blending = recorded.Blending } : null;
    }

    private static IEnumerable<Image> Fitted(string path, int width, int height)
    {
        foreach (PictureOrientation orientation in s_orientations)
        {
            Image image = PictureFile.Read(path, orientation);
            if (image.Width <= width && image.Height <= height)
            {
                yield return EdgePadding.Pad(image, width, height);
            }

            yield return PillowResize.Resize(image, width, height, PillowFilter.Lanczos);
            yield return PillowResize.Cover(image, width, height, PillowFilter.Lanczos);
            yield return OpenCvResize.Lanczos4(image, width, height);
        }
    }

    private static IEnumerable<GrayImage> FittedMask(string path, int width, int height)
    {
        foreach (PictureOrientation orientation in s_orientations)
        {
            GrayImage mask = PictureFile.ReadGray(path, orientation);
            if (mask.Width <= width && mask.Height <= height)
            {
                yield return EdgePadding.Pad(BlackAndWhite(mask), width, height);
            }

            yield return MaskResize.Resize(mask, width, height);
            yield return MaskResize.Cover(mask, width, height);
            yield return OpenCvResize.Nearest(mask, width, height);
        }
    }

    private static GrayImage BlackAndWhite(GrayImage mask)
        => new(mask.Width, mask.Height, [.. mask.Pixels.ToArray().Select(shade => shade >= HalfWhite ? byte.MaxValue : byte.MinValue)]);
}
