using System.Text.RegularExpressions;
using Easel.Diffusion;

namespace Easel.Painting.Texts;

/// <summary>Width and height in one word, such as <c>768x512</c>.</summary>
internal static partial class SizeText
{
    /// <summary>Reads a size.</summary>
    /// <exception cref="UsageException">It is none, or its sides are not multiples of 8.</exception>
    public static PictureSize Read(string text)
    {
        Match match = Form().Match(text.Trim());
        return match.Success
            ? new PictureSize(ReadSide("width", match.Groups[1].Value), ReadSide("height", match.Groups[2].Success ? match.Groups[2].Value : match.Groups[1].Value))
            : throw new UsageException($"invalid size: {Quoted.Of(text)}; wanted is WIDTHxHEIGHT in pixels, such as 768x512, or one number for a square");
    }

    private static int ReadSide(string name, string digits)
    {
        try
        {
            return (int)SideRules.RequireMultiple(NumberText.ReadInteger(digits, 1, ImageRequest.MaxSide));
        }
        catch (UsageException error)
        {
            throw new UsageException($"{name} {error.Message}");
        }
    }

    [GeneratedRegex(@"\A([0-9]{1,9})(?:\s*[xX×*]\s*([0-9]{1,9}))?\z")]
    private static partial Regex Form();
}
