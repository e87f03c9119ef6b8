using Easel.Diffusion;
using Easel.Imaging;

namespace Easel.Painting.Jobs;

/// <summary>A request whose pictures may be read only when it is their turn.</summary>
/// <param name="Width">of its pictures, in pixels</param>
/// <param name="Height">of its pictures, in pixels</param>
internal abstract record PlannedRequest(int Width, int Height)
{
    /// <summary>The request, but perhaps for the picture that it begins with and for its size.</summary>
    public abstract ImageRequest Plain { get; }

    /// <summary>What is left of a finished picture, from the top left; all of it if none is given.</summary>
    public virtual (int Width, int Height)? Kept => null;

    /// <summary>Makes the request; may be asked more than once.</summary>
    /// <exception cref="ImageException">A file is no picture.</exception>
    /// <exception cref="GenerationException">A file cannot be used.</exception>
    public abstract ImageRequest Read();
}

/// <summary>A request that is there with all its pictures.</summary>
internal sealed record WholeRequest(ImageRequest Request) : PlannedRequest(Request.Width, Request.Height)
{
    /// <inheritdoc/>
    public override ImageRequest Plain => Request;

    /// <inheritdoc/>
    public override ImageRequest Read() => Request;
}

/// <summary>A request that begins with a picture and a mask of a folder: the picture is painted in steps of the latent's pixels, its edges repeated, and cut to its size.</summary>
/// <param name="Files">The picture, the mask, and what they were when the run began.</param>
/// <param name="Request">The request without them.</param>
/// <param name="Strength">0 to 1</param>
/// <param name="Size">of the picture</param>
internal sealed record MaskedRequest(MaskedPicture Files, ImageRequest Request, double Strength, (int Width, int Height) Size)
    : PlannedRequest(RoundUp(Size.Width, Request.Downsampling), RoundUp(Size.Height, Request.Downsampling))
{
    /// <inheritdoc/>
    public override ImageRequest Plain => Request;

    /// <inheritdoc/>
    public override (int Width, int Height)? Kept => Size;

    /// <inheritdoc/>
    public override ImageRequest Read()
    {
        PictureInput input = Files.Read();
        PictureInput padded = new(EdgePadding.Pad(input.Picture, Width, Height), input.Mask is null ? null : EdgePadding.Pad(input.Mask, Width, Height));
        return Request with { Width = Width, Height = Height, Initial = padded.Begin(Strength) };
    }

    /// <summary>A length rounded up to a multiple.</summary>
    private static int RoundUp(int length, int multiple) => (length + multiple - 1) / multiple * multiple;
}
