namespace Easel.Models.UNet;

/// <summary>Merging of the tokens of a map while they attend to themselves. Bolya and Hoffman 2023, "Token Merging for Fast Stable Diffusion", arXiv:2303.17604</summary>
/// <param name="Width">Columns of the map.</param>
/// <param name="Count">Tokens that are left.</param>
public readonly record struct TokenMerging(int Width, int Count)
{
    /// <summary>One token of each 2x2 patch stays.</summary>
    public const double GreatestShare = 0.75;

    /// <summary>Merging of a share of a map's tokens; none if not even one is merged.</summary>
    /// <param name="height">Rows of the map.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="share">0 to <see cref="GreatestShare"/>. Odd maps, whose patches at the edge are smaller, may merge fewer.</param>
    public static TokenMerging? Of(int height, int width, double share)
    {
        int patches = (height + 1) / 2 * ((width + 1) / 2);
        int tokens = height * width;
        int count = Math.Max(patches, tokens - (int)(share * tokens));
        return count == tokens ? null : new TokenMerging(width, count);
    }
}
