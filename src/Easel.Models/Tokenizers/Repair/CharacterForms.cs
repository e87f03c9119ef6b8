using System.Text;

namespace Easel.Models.Tokenizers.Repair;

/// <summary>Plain characters for those that differ from them in looks only, or that cannot be seen at all.</summary>
internal static class CharacterForms
{
    private const char Escape = '\u001B';

    // U+FF61 to U+FF9F.
    private const string Katakana = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309A";

    // U+FFA0 to U+FFBE.
    private const string HangulConsonants =
        "\u1160\u1100\u1101\u11AA\u1102\u11AC\u11AD\u1103\u1104\u1105\u11B0\u11B1\u11B2\u11B3\u11B4\u11B5" +
        "\u111A\u1106\u1107\u1108\u1121\u1109\u110A\u110B\u110C\u110D\u110E\u110F\u1110\u1111\u1112";

    /// <summary>Applies every replacement of this class, in an order in which none undoes another.</summary>
    public static string Simplify(string text) => RemoveControls(RemoveTerminalEscapes(Replace(text)));

    /// <summary>Ligatures, widths, quotation marks, ends of lines and surrogates without a partner.</summary>
    private static string Replace(string text)
    {
        var replaced = new StringBuilder(text.Length);
        bool changed = false;

        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                replaced.Append(c).Append(text[++i]);
            }
            else if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
            {
                changed = true;
            }
            else if (Plain(c) is string plain)
            {
                replaced.Append(plain);
                changed = true;
            }
            else
            {
                replaced.Append(c);
            }
        }

        return changed ? replaced.ToString() : text;
    }

    /// <summary>What a character is replaced by, or null if it stays.</summary>
    private static string? Plain(char c) => c switch
    {
        < '\u0080' => c == '\r' ? "\n" : null,
        'ʼ' or (>= '‘' and <= '‛') => "'",
        >= '“' and <= '‟' => "\"",
        '\u0085' or '\u2028' or '\u2029' => "\n",
        >= '\uD800' and <= '\uDFFF' => "\uFFFD",
        >= 'Ĳ' and <= 'ǳ' or >= 'ﬀ' and <= 'ﬆ' => Ligature(c),
        '\u3000' or (>= '\uFF01' and <= '\uFFEF') => StandardWidth(c),
        _ => null,
    };

    /// <summary>The Latin letters of a ligature that is only a matter of type; 'æ' and its like are letters.</summary>
    private static string? Ligature(char c) => c switch
    {
        'Ĳ' => "IJ",
        'ĳ' => "ij",
        'ŉ' => "'n",
        'Ǆ' => "DŽ",
        'ǅ' => "Dž",
        'ǆ' => "dž",
        'Ǉ' => "LJ",
        'ǈ' => "Lj",
        'ǉ' => "lj",
        'Ǌ' => "NJ",
        'ǋ' => "Nj",
        'ǌ' => "nj",
        'Ǳ' => "DZ",
        'ǲ' => "Dz",
        'ǳ' => "dz",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' => "ſt",
        'ﬆ' => "st",
        _ => null,
    };

    /// <summary>The usual form of what East Asian type has in a second width.</summary>
    private static string? StandardWidth(char c) => c switch
    {
        '\u3000' => " ",
        >= '\uFF01' and <= '\uFF5E' => ((char)(c - 0xFF01 + '!')).ToString(),
        '\uFF5F' => "\u2985",
        '\uFF60' => "\u2986",
        >= '\uFF61' and <= '\uFF9F' => Katakana[c - 0xFF61].ToString(),
        >= '\uFFA0' and <= '\uFFBE' => HangulConsonants[c - 0xFFA0].ToString(),

        // Vowels come six to a row of eight.
        >= '\uFFC2' and <= '\uFFDC' when (c & 7) is >= 2 => ((char)(0x1161 + ((c - 0xFFC2) / 8 * 6) + ((c & 7) - 2))).ToString(),
        '\uFFE0' => "¢",
        '\uFFE1' => "£",
        '\uFFE2' => "¬",
        '\uFFE3' => " \u0304",
        '\uFFE4' => "¦",
        '\uFFE5' => "¥",
        '\uFFE6' => "₩",
        '\uFFE8' => "│",
        >= '\uFFE9' and <= '\uFFEC' => ((char)(c - 0xFFE9 + '←')).ToString(),
        '\uFFED' => "■",
        '\uFFEE' => "○",
        _ => null,
    };

    /// <summary>Takes out the codes that colour a terminal: escape, '[', numbers, a letter.</summary>
    private static string RemoveTerminalEscapes(string text)
    {
        if (!text.Contains(Escape, StringComparison.Ordinal))
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length;)
        {
            int length = EscapeLength(text.AsSpan(i));
            if (length == 0)
            {
                kept.Append(text[i++]);
            }

            i += length;
        }

        return kept.ToString();
    }

    private static int EscapeLength(ReadOnlySpan<char> text)
    {
        if (text is not [Escape, '[', ..])
        {
            return 0;
        }

        int i = 2;
        while (i < text.Length && (char.IsDigit(text[i]) || text[i] == ';'))
        {
            i++;
        }

        return i < text.Length && char.IsAsciiLetter(text[i]) ? i + 1 : 0;
    }

    /// <summary>Takes out characters that show nothing: controls other than white space, marks of byte order, of annotation and of objects.</summary>
    private static string RemoveControls(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            bool invisible = c is < '\t' or '\v' or (> '\r' and < ' ') or '\u007F' or (>= '\u206A' and <= '\u206F') or '\uFEFF' or (>= '\uFFF9' and <= '\uFFFC');
            if (!invisible)
            {
                kept.Append(c);
            }
        }

        return kept.Length == text.Length ? text : kept.ToString();
    }
}
