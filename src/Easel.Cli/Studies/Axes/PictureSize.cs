using System.Globalization;
using System.Text.RegularExpressions;
using Easel.Cli.Options;
using Easel.Diffusion;

namespace Easel.Cli.Studies.Axes;

/// <summary>Width and height in pixels.</summary>
internal readonly partial record struct PictureSize(int Width, int Height)
{
    private const int Multiple = 8;

    // Below this area models are small, as pocket is, and a multiple of 64 would leave few shapes.
    private const int SmallArea = 384 * 384;
    private const int SideOfLarge = 64; // what Stable Diffusion's UNet, three halvings deep, divides evenly
    private const int SideOfSmall = 16;

    /// <summary>A size such as <c>768x512</c>, or <c>512</c> for a square.</summary>
    /// <exception cref="UsageException">It is none, or its sides cannot be painted.</exception>
    public static PictureSize Read(string text)
    {
        Match match = SizePattern().Match(text);
        if (!match.Success)
        {
            throw new UsageException($"{Quoted.Of(text)} is not a size such as 768x512, or 512 for a square");
        }

        int width = ReadSide(match.Groups["width"].Value);
        return new PictureSize(width, match.Groups["height"].Success ? ReadSide(match.Groups["height"].Value) : width);
    }

    /// <summary>The size of an aspect ratio such as <c>16:9</c> with about the area of another: multiples of 64, of small pictures of 16.</summary>
    /// <exception cref="UsageException">It is no ratio, or more than 8 to 1.</exception>
    public static Func<PictureSize, PictureSize> ReadAspect(string text)
    {
        Match match = RatioPattern().Match(text);
        double ratio = match.Success ? Part(match, "width") / Part(match, "height") : 0;
        return ratio is >= 1.0 / 8 and <= 8
            ? like => like.WithAspect(ratio)
            : throw new UsageException($"{Quoted.Of(text)} is not an aspect ratio such as 16:9, from 1:8 to 8:1");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    private PictureSize WithAspect(double ratio)
    {
        double area = (double)Width * Height;
        int multiple = area < SmallArea ? SideOfSmall : SideOfLarge;
        return new PictureSize(Round(Math.Sqrt(area * ratio), multiple), Round(Math.Sqrt(area / ratio), multiple));
    }

    private static int Round(double side, int multiple) => Math.Clamp((int)Math.Round(side / multiple), 1, ImageRequest.MaxSide / multiple) * multiple;

    private static int ReadSide(string text)
    {
        int side = int.Parse(text, CultureInfo.InvariantCulture);
        return side < Multiple || side > ImageRequest.MaxSide ? throw new UsageException($"a side of {side} pixels cannot be painted; {Multiple} to {ImageRequest.MaxSide} can, in steps of {Multiple}")
            : side % Multiple == 0 ? side
            : throw new UsageException($"{side} is not a multiple of {Multiple}; the nearest are {side / Multiple * Multiple} and {(side / Multiple * Multiple) + Multiple}");
    }

    private static double Part(Match match, string name) => double.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A\s*(?<width>[0-9]{1,6})(\s*[x×*]\s*(?<height>[0-9]{1,6}))?\s*\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex SizePattern();

    [GeneratedRegex(@"\A\s*(?<width>[0-9]{1,5}(\.[0-9]{1,5})?)\s*[:/]\s*(?<height>[0-9]{1,5}(\.[0-9]{1,5})?)\s*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex RatioPattern();
}
