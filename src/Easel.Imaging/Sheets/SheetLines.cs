using System.Globalization;
using System.Text;

namespace Easel.Imaging.Sheets;

/// <summary>Breaks text into lines.</summary>
internal static class SheetLines
{
    private const string Ellipsis = "…";

    /// <summary>A text in lines of a width, broken between words where that is possible; what does not fit in the last line is cut, with an ellipsis.</summary>
    /// <param name="text">Line ends are kept.</param>
    /// <param name="width">In font sizes.</param>
    /// <param name="most">Lines, 1 or more.</param>
    /// <param name="measure">How wide a text is, in font sizes.</param>
    public static IReadOnlyList<string> Break(string text, float width, int most, Func<string, float> measure)
    {
        List<string> lines = [];
        foreach (string paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            BreakParagraph(paragraph, width, measure, lines, most + 1);
        }

        if (lines.Count <= most)
        {
            return lines;
        }

        List<string> kept = lines[..most];
        kept[^1] = Shorten(kept[^1], width, measure);
        return kept;
    }

    private static void BreakParagraph(string paragraph, float width, Func<string, float> measure, List<string> lines, int enough)
    {
        StringBuilder line = new();
        foreach (string word in paragraph.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count >= enough)
            {
                return;
            }

            if (line.Length > 0 && measure($"{line} {word}") <= width)
            {
                line.Append(' ').Append(word);
                continue;
            }

            if (line.Length > 0)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            string rest = word;
            while (measure(rest) > width && FittingLength(rest, width, measure) is int length && length < rest.Length)
            {
                lines.Add(rest[..length]);
                rest = rest[length..];
                if (lines.Count >= enough)
                {
                    return;
                }
            }

            line.Append(rest);
        }

        lines.Add(line.ToString());
    }

    private static string Shorten(string line, float width, Func<string, float> measure)
    {
        string kept = line;
        while (kept.Length > 0 && measure(kept + Ellipsis) > width)
        {
            kept = kept[..LastElementStart(kept)].TrimEnd();
        }

        return kept + Ellipsis;
    }

    /// <summary>How many UTF-16 units of a word fit; one whole character at least.</summary>
    private static int FittingLength(string word, float width, Func<string, float> measure)
    {
        int length = StringInfo.GetNextTextElementLength(word);
        while (length < word.Length)
        {
            int next = length + StringInfo.GetNextTextElementLength(word, length);
            if (measure(word[..next]) > width)
            {
                break;
            }

            length = next;
        }

        return length;
    }

    private static int LastElementStart(string text)
    {
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        return starts[^1];
    }
}
