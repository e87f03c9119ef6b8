namespace Easel.Diffusion.Previews;

/// <summary>What a picture of a run looks like before it is done.</summary>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Rgb">[height, width, 3], 0 to 255</param>
public sealed record PreviewPicture(int Width, int Height, byte[] Rgb);
