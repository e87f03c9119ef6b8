using System.Globalization;
using System.Text.RegularExpressions;
using Easel.Diffusion;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary>What <c>--out</c> of <c>paint</c> names: a folder, a file, or files by a pattern.</summary>
internal static partial class PaintPlace
{
    private const string Option = "--out PLACE";

    // Formats that people know, and that are not written.
    private static readonly string[] s_otherFormats = [".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".jxl"];

    /// <summary>The place.</summary>
    /// <param name="place">What the option says.</param>
    /// <param name="request">What is going to be painted.</param>
    /// <exception cref="UsageException">It is no place for that.</exception>
    public static OutputPlan Read(string? place, ImageRequest request)
    {
        if (string.IsNullOrEmpty(place))
        {
            throw new UsageException("argument --out: expected the name of a file or folder");
        }

        string extension = Path.GetExtension(place);
        if (s_otherFormats.Contains(extension, StringComparer.OrdinalIgnoreCase))
        {
            throw new UsageException($"argument --out: pictures are written as PNG; name a file {Quoted.Of(Path.ChangeExtension(place, ".png"))}, or a folder");
        }

        if (!extension.Equals(".png", StringComparison.OrdinalIgnoreCase) || Directory.Exists(place))
        {
            return new OutputPlan(OutputKind.Numbered, place, Option);
        }

        RequirePattern(place, request.Iterations);

        // What all names begin with; a pattern may make folders too.
        string folder = Path.GetDirectoryName(place.Split('{')[0]) ?? Path.GetPathRoot(place) ?? "";
        string pattern = Path.GetRelativePath(folder.Length == 0 ? "." : folder, place);
        string[] names = [.. Enumerable.Range(0, request.Iterations).Select(i => NameOf(pattern, request, i))];
        return new OutputPlan(OutputKind.Named, folder, Option) { Names = names, Shown = names.Length == 1 ? names[0] : pattern };
    }

    private static void RequirePattern(string place, int count)
    {
        MatchCollection names = Placeholder().Matches(place);
        if (names.FirstOrDefault(name => name.Value is not ("{number}" or "{seed}")) is Match unknown)
        {
            throw new UsageException($"argument --out: there is no {Quoted.Of(unknown.Value)} to put into a name; {{number}} and {{seed}} can be");
        }

        if (count > 1 && names.Count == 0)
        {
            string stem = Path.Combine(Path.GetDirectoryName(place) ?? "", Path.GetFileNameWithoutExtension(place));
            throw new UsageException($"argument --out: {count} pictures cannot have one name; put {{number}} or {{seed}} into it: {stem}-{{number}}.png; or name a folder: {stem}/");
        }
    }

    /// <summary>The name of a picture, with numbers from 1 that sort.</summary>
    private static string NameOf(string pattern, ImageRequest request, int iteration)
    {
        string digits = $"D{request.Iterations.ToString(CultureInfo.InvariantCulture).Length}";
        return pattern
            .Replace("{number}", (iteration + 1).ToString(digits, CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{seed}", request.SeedOf(iteration).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{\w*\}")]
    private static partial Regex Placeholder();
}
