using System.Buffers;
using System.Globalization;
using System.Text;

namespace Easel.Models.Tokenizers.Repair;

/// <summary>Small letters by Unicode's full mapping, as Python's <c>str.lower</c> has them.</summary>
internal static class LowerCase
{
    private const char CapitalSigma = 'Σ', SmallSigma = 'σ', FinalSigma = 'ς';

    /// <summary>A text in small letters, which may be longer: 'İ' becomes 'i' and a dot.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var lower = new StringBuilder(text.Length);
        int i = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value == 'İ')
            {
                lower.Append("i\u0307");
            }
            else if (rune.Value == CapitalSigma)
            {
                lower.Append(EndsWord(text, i) ? FinalSigma : SmallSigma);
            }
            else
            {
                lower.Append(Rune.ToLowerInvariant(rune));
            }

            i += rune.Utf16SequenceLength;
        }

        return lower.ToString();
    }

    /// <summary>Final_Sigma of the Unicode Standard, section 3.13: a letter with case before it and none behind, whatever marks lie between.</summary>
    private static bool EndsWord(ReadOnlySpan<char> text, int sigma)
    {
        return LastIsCased(text[..sigma]) && !FirstIsCased(text[(sigma + 1)..]);

        static bool LastIsCased(ReadOnlySpan<char> before)
        {
            while (Rune.DecodeLastFromUtf16(before, out Rune rune, out int length) == OperationStatus.Done)
            {
                if (!IsIgnorable(rune))
                {
                    return IsCased(rune);
                }

                before = before[..^length];
            }

            return false;
        }

        static bool FirstIsCased(ReadOnlySpan<char> behind)
        {
            foreach (Rune rune in behind.EnumerateRunes())
            {
                if (!IsIgnorable(rune))
                {
                    return IsCased(rune);
                }
            }

            return false;
        }
    }

    /// <summary>Case_Ignorable: marks, and the punctuation of words.</summary>
    private static bool IsIgnorable(Rune rune)
        => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || rune.Value is '\'' or '.' or ':' or 0xB7 or 0x387 or 0x55F or 0x5F4 or 0x2018 or 0x2019 or 0x2024 or 0x2027
            or 0xFE13 or 0xFE52 or 0xFE55 or 0xFF07 or 0xFF0E or 0xFF1A;

    /// <summary>Cased: letters in one of the cases, and signs made of them (ordinals, Roman numerals, letters in circles and squares).</summary>
    private static bool IsCased(Rune rune)
        => Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || rune.Value is 'ª' or 'º' or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);
}
