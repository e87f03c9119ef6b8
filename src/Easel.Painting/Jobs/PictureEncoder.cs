using Easel.Diffusion;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Painting.Jobs;

/// <summary>Makes the bytes of files: stamps pictures, puts the texts in, and signs what came out.</summary>
internal sealed class PictureEncoder(PictureFinish finish, PictureTexts texts)
{
    /// <summary>The PNG file of a picture.</summary>
    public async Task<byte[]> EncodeAsync(FinishedPicture picture)
    {
        (Image stamped, string? watermark) = finish.Stamp(picture.Image);
        byte[] png = PngFile.Encode(stamped, await texts.OfAsync(picture, stamped, watermark).ConfigureAwait(false));
        return finish.Seal is null ? png : finish.Seal.Sign(png, picture, await texts.PaintedWithAsync().ConfigureAwait(false));
    }

    /// <summary>The PNG file of a grid.</summary>
    /// <param name="grid">The grid of pictures without watermark.</param>
    /// <param name="request">What painted them.</param>
    /// <param name="first">The first of them.</param>
    public async Task<byte[]> EncodeGridAsync(Image grid, ImageRequest request, Image first)
    {
        (Image stamped, string? watermark) = finish.Stamp(grid);
        byte[] png = PngFile.Encode(stamped, await texts.OfGridAsync(request, first, stamped, watermark).ConfigureAwait(false));
        return finish.Seal is null ? png : finish.Seal.SignGrid(png, request, await texts.PaintedWithAsync().ConfigureAwait(false));
    }
}
