using System.Globalization;
using System.Text.RegularExpressions;
using Easel.Diffusion;
using Easel.Painting.Texts;

namespace Easel.Painting.Studies.Axes;

/// <summary>Sizes of an aspect ratio.</summary>
internal static partial class AspectRatio
{
    // Below this area models are small, as pocket is, and a multiple of 64 would leave few shapes.
    private const int SmallArea = 384 * 384;
    private const int SideOfLarge = 64; // what Stable Diffusion's UNet, three halvings deep, divides evenly
    private const int SideOfSmall = 16;

    /// <summary>The size of an aspect ratio such as <c>16:9</c> with about the area of another: multiples of 64, of small pictures of 16.</summary>
    /// <exception cref="UsageException">It is no ratio, or more than 8 to 1.</exception>
    public static Func<PictureSize, PictureSize> Read(string text)
    {
        Match match = RatioPattern().Match(text);
        double ratio = match.Success ? Part(match, "width") / Part(match, "height") : 0;
        return ratio is >= 1.0 / 8 and <= 8
            ? like => Like(like, ratio)
            : throw new UsageException($"{Quoted.Of(text)} is not an aspect ratio such as 16:9, from 1:8 to 8:1");
    }

    private static PictureSize Like(PictureSize size, double ratio)
    {
        double area = (double)size.Width * size.Height;
        int multiple = area < SmallArea ? SideOfSmall : SideOfLarge;
        return new PictureSize(Round(Math.Sqrt(area * ratio), multiple), Round(Math.Sqrt(area / ratio), multiple));
    }

    private static int Round(double side, int multiple) => Math.Clamp((int)Math.Round(side / multiple), 1, ImageRequest.MaxSide / multiple) * multiple;

    private static double Part(Match match, string name) => double.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A\s*(?<width>[0-9]{1,5}(\.[0-9]{1,5})?)\s*[:/]\s*(?<height>[0-9]{1,5}(\.[0-9]{1,5})?)\s*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex RatioPattern();
}
