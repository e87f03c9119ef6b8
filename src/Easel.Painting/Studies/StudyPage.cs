using System.Globalization;
using System.Net;
using System.Text;
using Easel.Imaging;
using Easel.Painting.Studies.Axes;

namespace Easel.Painting.Studies;

/// <summary>A study as a page of HTML: the pictures in their grid, and a table of the numbers. No scripts, nothing from elsewhere.</summary>
internal static class StudyPage
{
    private const string Style = """
        :root { color-scheme: light dark; --ground: #fafaf8; --ink: #1b1b1a; --faint: #6a6a66; --line: #e2e2dd; }
        @media (prefers-color-scheme: dark) { :root { --ground: #17181a; --ink: #ececea; --faint: #9b9b97; --line: #303236; } }
        body { margin: 3rem clamp(1rem, 4vw, 4rem); background: var(--ground); color: var(--ink); font: 15px/1.5 Inter, system-ui, sans-serif; }
        h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; max-width: 60rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
        p, dl, figcaption { color: var(--faint); }
        dl { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: .75rem 0 0; }
        dl div { display: flex; gap: .5rem; } dd { margin: 0; color: var(--ink); overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; }
        .grid th { text-align: left; font-weight: 600; padding: .25rem .75rem .25rem 0; } .grid td { vertical-align: top; padding: 0 .75rem .75rem 0; }
        .flow { display: flex; flex-wrap: wrap; gap: 1rem .75rem; }
        figure { margin: 0; } figure b { display: block; } figcaption { font-size: .85rem; font-variant-numeric: tabular-nums; } img { display: block; height: auto; }
        .flow figure { max-width: min(100%, 512px); } .flow img { max-width: 100%; }
        .numbers { font-variant-numeric: tabular-nums; } .numbers th, .numbers td { text-align: left; padding: .3rem 1.25rem .3rem 0; border-bottom: 1px solid var(--line); }
        .numbers .number { text-align: right; }
        a { color: inherit; }
        """;

    /// <summary>The whole file.</summary>
    /// <param name="options">what was asked for</param>
    /// <param name="plan">the grid</param>
    /// <param name="results">in the plan's order</param>
    /// <param name="sheet">the sheet's file, from the page on; none if null</param>
    public static string Of(StudyOptions options, StudyPlan plan, IReadOnlyList<StudyResult> results, string? sheet)
    {
        string prompt = Html(options.Base.Settings.Prompt);
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{prompt}</title>
            <style>
            {Style}
            </style>
            <h1>{prompt}</h1>
            <p>{Html(string.Join(" × ", options.Axes.Select(axis => axis.Parameter.Title)))}{(sheet is null ? "" : $" · <a href=\"{Html(sheet)}\">as one picture</a>")}</p>
            <dl>

            """);
        foreach ((string name, string value) in StudyFacts.Of(options, results))
        {
            page.Append(CultureInfo.InvariantCulture, $"<div><dt>{Html(name)}</dt><dd>{Html(value)}</dd></div>\n");
        }

        page.Append("</dl>\n");
        AppendPictures(page, options.Axes, plan, results);
        AppendNumbers(page, options.Axes, results);
        page.Append(CultureInfo.InvariantCulture, $"<p>Easel {EaselVersion.Text}</p>\n</html>\n");
        return page.ToString();
    }

    private static void AppendPictures(StringBuilder page, IReadOnlyList<StudyAxis> axes, StudyPlan plan, IReadOnlyList<StudyResult> results)
    {
        if (axes.Count == 1)
        {
            page.Append("<h2>Pictures</h2>\n<div class=\"flow\">\n");
            foreach (StudyResult result in results)
            {
                page.Append(Figure(result, axes, result.Cell.Labels[0])).Append('\n');
            }

            page.Append("</div>\n");
            return;
        }

        for (int z = 0; z < plan.Blocks; z++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{(axes.Count > 2 ? Html($"{axes[2].Parameter.Title} {axes[2].Values[z].Label}") : "Pictures")}</h2>\n<div class=\"scroll\"><table class=\"grid\">\n");
            page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Html($"{axes[1].Parameter.Title} ↓ {axes[0].Parameter.Title} →")}</th>{string.Concat(axes[0].Values.Select(value => $"<th>{Html(value.Label)}</th>"))}</tr>\n");
            for (int y = 0; y < plan.Rows; y++)
            {
                page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Html(axes[1].Values[y].Label)}</th>");
                for (int x = 0; x < plan.Columns; x++)
                {
                    page.Append(CultureInfo.InvariantCulture, $"<td>{Figure(results[plan.IndexOf(x, y, z)], axes, label: null)}</td>");
                }

                page.Append("</tr>\n");
            }

            page.Append("</table></div>\n");
        }
    }

    private static string Figure(StudyResult result, IReadOnlyList<StudyAxis> axes, string? label)
    {
        Image picture = result.Painted.Picture;
        string title = label is null ? "" : $"<b>{Html(label)}</b>";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<figure><a href=\"{result.File}\"><img src=\"{result.File}\" width=\"{picture.Width}\" height=\"{picture.Height}\" alt=\"{Html(string.Join(", ", result.Cell.Labels))}\" loading=\"lazy\"></a><figcaption>{title}{Html(StudyNumbers.Caption(result, axes))}</figcaption></figure>");
    }

    private static void AppendNumbers(StringBuilder page, IReadOnlyList<StudyAxis> axes, IReadOnlyList<StudyResult> results)
    {
        bool compares = StudyNumbers.Legend(axes) is not null;
        string[] numbers = ["width", "height", "seconds", .. compares ? ["PSNR, dB", "SSIM", "mean difference", "largest"] : Array.Empty<string>()];
        page.Append("<h2>Numbers</h2>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>Seconds are those of the run that painted the picture, from prompt to pixels, without loading the model. {Html(StudyNumbers.Legend(axes) ?? "")}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"scroll\"><table class=\"numbers\">\n<tr>{string.Concat(axes.Select(axis => $"<th>{Html(axis.Parameter.Title)}</th>"))}{string.Concat(numbers.Select(name => $"<th class=\"number\">{name}</th>"))}</tr>\n");
        foreach (StudyResult result in results)
        {
            string[] row = [Show(result.Painted.Picture.Width, "0"), Show(result.Painted.Picture.Height, "0"), Show(result.Painted.Seconds, "0.000"), .. compares ? Differences(result.Difference) : []];
            page.Append(CultureInfo.InvariantCulture, $"<tr>{string.Concat(result.Cell.Labels.Select(label => $"<td>{Html(label)}</td>"))}{string.Concat(row.Select(number => $"<td class=\"number\">{number}</td>"))}</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static string[] Differences(ImageDifference? difference) => difference is null
        ? ["", "", "", ""]
        : [
            double.IsFinite(difference.PeakSignalToNoise) ? Show(difference.PeakSignalToNoise, "0.00") : "∞",
            Show(difference.StructuralSimilarity, "0.0000"),
            Show(difference.Mean, "0.00"),
            Show(difference.Largest, "0"),
        ];

    private static string Show(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
