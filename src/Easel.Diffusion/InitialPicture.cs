using Easel.Imaging;

namespace Easel.Diffusion;

/// <summary>A picture to begin with instead of noise alone.</summary>
/// <param name="Picture">Of the request's width and height.</param>
public sealed record InitialPicture(Image Picture)
{
    /// <summary>The share of the steps that is taken: 0 leaves the picture as it is, 1 little of it. 0 to 1.</summary>
    public double Strength { get; init; } = 0.75;

    /// <summary>What is painted anew: 255 wholly, 0 not at all. Of the picture's size. All of it if there is none.</summary>
    public GrayImage? Mask { get; init; }

    /// <summary>How what is not painted anew is kept.</summary>
    public MaskBlending Blending { get; init; } = MaskBlending.Exact;
}
