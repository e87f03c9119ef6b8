using Easel.Diffusion;
using Easel.Imaging;
using Easel.Imaging.Resampling;

namespace Easel.Painting.Jobs;

/// <summary>A picture to begin with and its mask, as they lie in files.</summary>
/// <param name="Picture">the picture</param>
/// <param name="Mask">what is painted anew, of the picture's size; all if there is none</param>
internal sealed record PictureInput(Image Picture, GrayImage? Mask)
{
    /// <summary>Reads a picture, and a mask if there is one.</summary>
    /// <param name="path">The picture's file.</param>
    /// <param name="maskPath">The mask's, if there is one.</param>
    /// <param name="orientation">Whether a camera's note that a picture is to be turned counts.</param>
    /// <exception cref="ImageException">One of them is no picture.</exception>
    /// <exception cref="GenerationException">They do not go together.</exception>
    public static PictureInput Read(string path, string? maskPath, PictureOrientation orientation = PictureOrientation.AsStored)
    {
        Image picture = PictureFile.Read(path, orientation);
        if (maskPath is null)
        {
            return new PictureInput(picture, null);
        }

        GrayImage mask = PictureFile.ReadGray(maskPath, orientation);
        if ((mask.Width, mask.Height) != (picture.Width, picture.Height))
        {
            throw new GenerationException(
                $"The mask {maskPath} is {mask.Width} x {mask.Height} pixels, but its picture {path} is {picture.Width} x {picture.Height}; they must be of one size.");
        }

        return new PictureInput(picture, mask).RequireWhite(maskPath);
    }

    /// <summary>Refuses a mask that leaves nothing to be painted.</summary>
    /// <exception cref="GenerationException">It does.</exception>
    public PictureInput RequireWhite(string maskPath)
        => Mask is not null && Mask.Pixels.Span.IndexOfAnyExcept((byte)0) < 0
            ? throw new GenerationException($"The mask {maskPath} is black all over, so nothing would be painted. White is painted anew.")
            : this;

    /// <summary>Both in another size, each side by itself: the picture by Lanczos's filter as Pillow does it, the mask by its nearest pixels.</summary>
    public PictureInput Resize(int width, int height)
        => new(PillowResize.Resize(Picture, width, height, PillowFilter.Lanczos), Mask is null ? null : MaskResize.Resize(Mask, width, height));

    /// <summary>Both scaled until they cover a size, the rest cut off at both sides alike.</summary>
    public PictureInput Cover(int width, int height)
        => new(PillowResize.Cover(Picture, width, height, PillowFilter.Lanczos), Mask is null ? null : MaskResize.Cover(Mask, width, height));

    /// <summary>What a run begins with.</summary>
    /// <param name="strength">0 to 1</param>
    public InitialPicture Begin(double strength) => new(Picture) { Strength = strength, Mask = Mask };
}
