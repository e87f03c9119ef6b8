using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Easel.Models.Tokenizers.Repair;

/// <summary>Named and numbered character references of HTML: "&amp;eacute;", "&amp;#233;".</summary>
internal static class HtmlEntities
{
    private const int LongestName = 24;

    private static readonly Lazy<FrozenDictionary<string, string>> s_named = new(Load);

    // HTML knows these without a semicolon, so that a longer capital name that begins with one means something else.
    private static readonly string[] s_shortCapitals = ["AMP", "COPY", "ETH", "GT", "LT", "QUOT", "REG", "THORN"];

    /// <summary>Makes references into their characters; what only looks like one stays.</summary>
    /// <remarks>References need their semicolon. Names of small letters are also read in capitals, as databases shout them: "&amp;EACUTE;".</remarks>
    public static string Unescape(string text)
    {
        int start = text.IndexOf('&');
        if (start < 0)
        {
            return text;
        }

        StringBuilder unescaped = new StringBuilder(text.Length).Append(text, 0, start);
        for (int i = start; i < text.Length;)
        {
            int length = ReferenceLength(text.AsSpan(i));
            if (length > 0 && Find(text.AsSpan(i + 1, length - 2)) is string characters)
            {
                unescaped.Append(characters);
                i += length;
            }
            else
            {
                unescaped.Append(text, i, Math.Max(length, 1));
                i += Math.Max(length, 1);
            }
        }

        return unescaped.ToString();
    }

    /// <summary>The length of what has a reference's form, from '&amp;' to ';', or 0.</summary>
    private static int ReferenceLength(ReadOnlySpan<char> text)
    {
        if (text[0] != '&')
        {
            return 0;
        }

        int first = text.Length > 1 && text[1] == '#' ? 2 : 1;
        int i = first;
        while (i < text.Length && i < first + LongestName && char.IsAsciiLetterOrDigit(text[i]))
        {
            i++;
        }

        return i > first && i < text.Length && text[i] == ';' ? i + 1 : 0;
    }

    private static string? Find(ReadOnlySpan<char> name)
    {
        if (name[0] == '#')
        {
            return name[1] is 'x' or 'X' ? Numbered(name[2..], 16) : Numbered(name[1..], 10);
        }

        FrozenDictionary<string, string> named = s_named.Value;
        string key = name.ToString();
        return named.TryGetValue(key, out string? characters) ? characters : Shouted(key, named);
    }

    private static string? Numbered(ReadOnlySpan<char> digits, int numberBase)
    {
        if (digits.IsEmpty)
        {
            return null;
        }

        int value = 0;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : numberBase;
            if (digit >= numberBase)
            {
                return null;
            }

            // Past the last code point the exact value no longer matters.
            value = Math.Min((value * numberBase) + digit, 0x110000);
        }

        return value switch
        {
            // A semicolon would make a half-read reference look whole.
            ';' => null,
            0 or (>= 0xD800 and <= 0xDFFF) or > 0x10FFFF => "\uFFFD",
            >= 0x80 and <= 0x9F => CodePage.Windows1252[value].ToString(),
            '\t' or '\n' or '\f' or '\r' => ((char)value).ToString(),
            < 0x20 or 0x7F or (>= 0xFDD0 and <= 0xFDEF) => "",
            _ => (value & 0xFFFE) == 0xFFFE ? "" : char.ConvertFromUtf32(value),
        };
    }

    /// <summary>The capital of a reference whose name is in capitals, as "&amp;NTILDE;" for "&amp;ntilde;".</summary>
    private static string? Shouted(string name, FrozenDictionary<string, string> named)
    {
        bool known = named.TryGetValue(name.ToLowerInvariant(), out string? small)
            && !name.AsSpan().ContainsAnyInRange('a', 'z')
            && !s_shortCapitals.Any(capital => name.StartsWith(capital, StringComparison.Ordinal));
        if (!known)
        {
            return null;
        }

        // Capitals of more than one letter, and the one .NET leaves alone.
        return small switch
        {
            "ß" => "SS",
            "ŉ" => "ʼN",
            "ı" => "I",
            "ﬀ" => "FF",
            "ﬁ" => "FI",
            "ﬂ" => "FL",
            "ﬃ" => "FFI",
            "ﬄ" => "FFL",
            _ => small!.ToUpperInvariant(),
        };
    }

    private static FrozenDictionary<string, string> Load()
    {
        var named = new Dictionary<string, string>(2200);
        foreach (string entry in CharacterTable.Entries("HtmlEntities.txt"))
        {
            int split = entry.IndexOf('=', StringComparison.Ordinal);
            string characters = string.Concat(entry[(split + 1)..].Split('+').Select(
                number => char.ConvertFromUtf32(int.Parse(number, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
            named.Add(entry[..split], characters);
        }

        return named.ToFrozenDictionary();
    }
}
