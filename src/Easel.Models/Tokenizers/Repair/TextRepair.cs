using System.Text;

namespace Easel.Models.Tokenizers.Repair;

/// <summary>Makes a prompt into the text that CLIP was trained on: repaired, in small letters, with single spaces.</summary>
/// <remarks>
/// Repair is that of ftfy 6.3.1's <c>fix_text</c> with its defaults, which the original scripts call. Prompts pasted from web pages,
/// office programs and old databases depend on it.
/// </remarks>
internal static class TextRepair
{
    // ftfy has no limit; but each "amp;" behind "&amp;" is a round more, and each round goes over the whole line.
    private const int MostRounds = 100;

    /// <summary>The repaired text in small letters, white space collapsed to single spaces and taken off the ends.</summary>
    public static string Clean(string text) => LowerCase.Of(CollapseSpace(Repair(text)));

    /// <summary>The repaired text, its case and white space as they were.</summary>
    public static string Repair(string text)
    {
        // Printable ASCII has no other fault than references.
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains('&', StringComparison.Ordinal))
        {
            return text;
        }

        var repaired = new StringBuilder(text.Length);
        bool unescape = true;

        // By lines: one that was garbled says nothing of the next.
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start) + 1;
            string line = text[start..(end > 0 ? end : text.Length)];

            // From the first '<' on the text is HTML, whose references are meant.
            unescape &= !line.Contains('<', StringComparison.Ordinal);
            repaired.Append(RepairLine(line, unescape));
            start += line.Length;
        }

        return repaired.ToString();
    }

    /// <summary>Every repair in turn, until none finds anything: what one uncovers may be another's to mend.</summary>
    private static string RepairLine(string line, bool unescape)
    {
        for (int round = 0; round < MostRounds; round++)
        {
            string repaired = unescape ? HtmlEntities.Unescape(line) : line;
            repaired = Mojibake.ReplaceControls(Mojibake.Mend(repaired));
            repaired = CanonicalComposition.Compose(CharacterForms.Simplify(repaired));

            if (repaired == line)
            {
                return line;
            }

            line = repaired;
        }

        return line;
    }

    private static string CollapseSpace(string text)
    {
        var collapsed = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                collapsed.Append(c);
            }
            else if (collapsed.Length > 0 && collapsed[^1] != ' ')
            {
                collapsed.Append(' ');
            }
        }

        return collapsed.ToString().TrimEnd(' ');
    }
}
