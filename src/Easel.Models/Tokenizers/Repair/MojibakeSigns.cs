using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Easel.Models.Tokenizers.Repair;

/// <summary>Tells text that was read in the wrong encoding by neighbours that no language writes.</summary>
/// <remarks>
/// The method is that of ftfy 6 (Speer 2019, doi:10.5281/zenodo.2591652), whose rules and exceptions were found in real text: only some
/// 400 characters occur when UTF-8 is read as a single-byte encoding; each is given a kind, and few pairs of kinds follow each other in
/// honest text.
/// </remarks>
internal static class MojibakeSigns
{
    private static readonly FrozenDictionary<char, Kind> s_kinds = KindsByCharacter();

    private static readonly SearchValues<char> s_afterLatinCapital = SearchValues.Create("€œŠš¢£Ÿž\u00A0\u00AD®©°·»–—´");
    private static readonly SearchValues<char> s_afterArabicLead = SearchValues.Create("ŸŠ®°µ»");
    private static readonly SearchValues<char> s_afterRoot = SearchValues.Create("±∂†≠®™´≤≥¥µø");
    private static readonly SearchValues<char> s_afterLowQuoteAndA = SearchValues.Create("ìîïòôúùû†°¢π");
    private static readonly SearchValues<char> s_afterBetaAndEuro = SearchValues.Create("™\u00A0Ά\u00AD®°");

    /// <summary>What a character is for, as far as it helps to tell garbled text.</summary>
    [Flags]
    private enum Kind
    {
        None = 0,

        /// <summary>C1 control.</summary>
        Control = 1,

        /// <summary>Hardly used but in garbled text.</summary>
        Telltale = 1 << 1,

        /// <summary>Sign of lawyers.</summary>
        Legal = 1 << 2,

        /// <summary>Currency sign.</summary>
        Currency = 1 << 3,

        /// <summary>Opens a phrase or item.</summary>
        Opening = 1 << 4,

        /// <summary>Closes a phrase or name.</summary>
        Closing = 1 << 5,

        /// <summary>Fraction, power or operator.</summary>
        Number = 1 << 6,

        /// <summary>Occurs in faces drawn with letters, where neighbours are odd on purpose.</summary>
        Face = 1 << 7,

        /// <summary>Latin capital with a mark.</summary>
        Capital = 1 << 8,

        /// <summary>Latin small letter with a mark.</summary>
        Small = 1 << 9,

        /// <summary>Capital of another alphabet.</summary>
        ForeignCapital = 1 << 10,

        /// <summary>Small letter of another alphabet.</summary>
        ForeignSmall = 1 << 11,

        /// <summary>Line or shade to draw boxes with.</summary>
        Box = 1 << 12,

        /// <summary>Everyday punctuation, a sign in longer runs only.</summary>
        Everyday = 1 << 13,
    }

    /// <summary>Whether a text has a place that only wrong decoding explains.</summary>
    public static bool In(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] > '\u007F' && (IsUnlikelyNeighbourhood(text, i) || StartsKnownRun(text, i)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the characters at and around <paramref name="i"/> are of kinds that do not go together.</summary>
    private static bool IsUnlikelyNeighbourhood(ReadOnlySpan<char> text, int i)
    {
        Kind here = KindOf(text[i]);
        if (here == Kind.None)
        {
            return false;
        }

        if (here == Kind.Control)
        {
            return true;
        }

        Kind next = KindAt(text, i + 1);
        Kind third = KindAt(text, i + 2);
        char before = i > 0 ? text[i - 1] : '\0';

        return (UnlikelyAfter(here) & next) != 0
            || (char.IsAsciiLetter(before) && Is(here, Kind.ForeignCapital | Kind.ForeignSmall) && Is(next, Kind.Telltale))
            || (IsSpace(before) && Is(here, Kind.Capital) && Is(next, Kind.Currency))
            || (char.IsAsciiLetterLower(before) && Is(here, Kind.Capital) && Is(next, Kind.Opening | Kind.Currency))
            || (Is(here, Kind.Capital | Kind.Small | Kind.Box | Kind.Currency | Kind.Closing) && Is(next, Kind.Opening) && Is(third, Kind.Number))
            || (Is(here, Kind.Capital | Kind.Small | Kind.Currency | Kind.Number | Kind.Box | Kind.Legal) && Is(next, Kind.Closing) && Is(third, Kind.Opening))
            || (Is(here, Kind.Capital | Kind.Small) && Is(next, Kind.Opening | Kind.Closing) && IsWordCharacter(text, i + 2))
            || (Is(here, Kind.Capital) && At(text, i + 1) == '°');
    }

    /// <summary>The kinds that honest text does not put right behind a kind.</summary>
    private static Kind UnlikelyAfter(Kind kind)
    {
        const Kind Letters = Kind.Capital | Kind.Small;
        const Kind Signs = Kind.Box | Kind.Opening | Kind.Closing | Kind.Currency | Kind.Number | Kind.Legal;

        return (Is(kind, Kind.Telltale) ? Kind.Telltale | Letters | Signs : 0)
            | (Is(kind, Kind.Small) ? Kind.Telltale | Kind.Capital | Kind.Currency | Kind.Box : 0)
            | (Is(kind, Kind.Capital) ? Kind.Telltale | Kind.Number | Kind.Legal | Kind.Box : 0)
            | (Is(kind, Kind.ForeignSmall) ? Kind.Capital : 0)
            | (Is(kind, Kind.Opening | Kind.Legal) ? Kind.Telltale | Kind.Box : 0)
            | (Is(kind, Kind.Closing) ? Kind.Telltale | Letters | Kind.Currency | Kind.Box : 0)
            | (Is(kind, Kind.Currency | Kind.Number) ? Kind.Telltale | Letters | Kind.Opening | Kind.Box : 0)
            | (Is(kind, Kind.Box) ? Kind.Telltale | Letters | Kind.Face | (Signs & ~Kind.Box) : 0);
    }

    /// <summary>Whether one of the frequent sequences starts here whose kinds alone would be honest.</summary>
    private static bool StartsKnownRun(ReadOnlySpan<char> text, int i)
    {
        char next = At(text, i + 1);
        char third = At(text, i + 2);
        Kind kind = KindOf(next);

        switch (text[i])
        {
            case 'Œ' or 'œ':
                return i + 1 < text.Length && !char.IsAsciiLetter(next);

            // UTF-8's most frequent leading bytes, read as Windows-1252.
            case 'Â' or 'Ã' or 'Î' or 'Ð':
                return s_afterLatinCapital.Contains(next) || Is(kind, Kind.Opening | Kind.Closing) || (next == ' ' && LostItsSecondByte(text, i));
            case '×':
                return next is '²' or '³';
            case 'à':
                return next is '²' or 'µ' or '¹' or '¼' or '½' or '¾';

            // Arabic: two letters, since one alone would catch honest Scandinavian.
            case 'Ø' or 'Ù':
                return IsArabicTail(next) && third is 'Ø' or 'Ù' && IsArabicTail(At(text, i + 3));

            // The Macintosh.
            case '√':
                return s_afterRoot.Contains(next);
            case '≈':
                return next is '°' or '¢';
            case '‚':
                return (next == 'Ä' && s_afterLowQuoteAndA.Contains(third)) || (next is 'â' or 'ó' && third is 'à' or 'ä' or '°' or 'ê');

            // Cyrillic, and Cyrillic garbled twice.
            case 'в':
                return next == 'Ђ';
            case 'Г' when IsDoublyGarbled(text, i):
                return true;
            case 'В' or 'Г' or 'Р' or 'С':
                return (IsAlphabetTail(next) || next == 'µ') && third is 'В' or 'Г' or 'Р' or 'С';

            // Greek.
            case 'β':
                return next == '€' && s_afterBetaAndEuro.Contains(third);
            case 'Β' or 'Γ' or 'Ξ' or 'Ο':
                return IsAlphabetTail(next) && third is 'Β' or 'Γ' or 'Ξ' or 'Ο';

            // The Baltic.
            case 'ā':
                return next == '€';
            default:
                return false;
        }
    }

    /// <summary>Whether the 'Ã' or 'Â' before a space looks like half a letter: at the start, or after a small letter.</summary>
    private static bool LostItsSecondByte(ReadOnlySpan<char> text, int i)
    {
        if (text[i] is not ('Ã' or 'Â'))
        {
            return false;
        }

        if (i == 0)
        {
            return true;
        }

        char before = text[i - 1];
        return char.IsAsciiLetterLower(before)
            || (IsSpace(before) && i > 1 && char.IsAsciiLetterLower(text[i - 2]))
            || (text[i] == 'Â' && (before is '.' or ',' or '?' or '!' || Is(KindOf(before), Kind.Closing)));
    }

    /// <summary>Whether a Windows-1252 sign was read as Latin 1 and then as Windows-1251, with a Latin letter near.</summary>
    private static bool IsDoublyGarbled(ReadOnlySpan<char> text, int i)
    {
        ReadOnlySpan<char> rest = text[i..];
        if (!rest.StartsWith("ГўВЂВ", StringComparison.Ordinal) || rest.Length < 7 || rest[5] == '\n')
        {
            return false;
        }

        int last = char.IsHighSurrogate(rest[5]) && char.IsLowSurrogate(rest[6]) ? 7 : 6;
        return last < rest.Length && (rest[last] == ' ' || char.IsAsciiLetter(rest[last]));
    }

    private static bool IsArabicTail(char c)
        => s_afterArabicLead.Contains(c) || Is(KindOf(c), Kind.Everyday | Kind.Currency | Kind.Telltale | Kind.Number | Kind.Opening);

    private static bool IsAlphabetTail(char c)
        => c == '°' || Is(KindOf(c), Kind.Control | Kind.Telltale | Kind.Opening | Kind.Closing | Kind.Currency);

    private static bool IsWordCharacter(ReadOnlySpan<char> text, int i)
        => i < text.Length && Rune.DecodeFromUtf16(text[i..], out Rune rune, out _) == OperationStatus.Done && (Rune.IsLetter(rune) || Rune.IsNumber(rune) || rune.Value == '_');

    // The information separators 0x1C to 0x1F part words in Python, whose sense of space the rules were made with.
    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    private static bool Is(Kind kind, Kind wanted) => (kind & wanted) != 0;

    private static char At(ReadOnlySpan<char> text, int i) => i < text.Length ? text[i] : '\0';

    private static Kind KindAt(ReadOnlySpan<char> text, int i) => i < text.Length ? KindOf(text[i]) : Kind.None;

    private static Kind KindOf(char c) => s_kinds.GetValueOrDefault(c);

    private static FrozenDictionary<char, Kind> KindsByCharacter()
    {
        var kinds = new Dictionary<char, Kind>();

        for (char c = '\u0080'; c < '\u00A0'; c++)
        {
            Add(Kind.Control, [c]);
        }

        Add(Kind.Telltale, "¤¦¨ª¬¯¸ºƒˆˇ˘˛˜†‡‰⌐◊\uFFFD");
        Add(Kind.Legal, "§¶");
        Add(Kind.Currency, "¢£¥₧€");
        Add(Kind.Opening, "¡©«¿΄΅‘‚“„•‹\uF8FF");
        Add(Kind.Closing, "®»˝”›™");
        Add(Kind.Number, "±²³µ¹¼½¾×÷⁄№∂∆∏∑√∞∩∫≈≠≡≤≥");
        Add(Kind.Face, "°ÒÓÔÕÖÙÚÛÜòóôõöøùúûüŌŐŪŲ");
        Add(Kind.Capital, "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑØÜÝĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŒŘŚŞŠŢŤŮŰŸŹŻŽҐ");
        Add(Kind.Small, "ßàáâãäåæçèéêëìíîïðñüāăąćčďđēėęěğģīįķĺļľłœŕśşšťźżžґﬁﬂ");
        Add(Kind.ForeignCapital, "ÞΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ");
        Add(Kind.ForeignSmall, "άέήίΰαβγδεζηθικλμνξοπρςστυφχψωабвгдежзийклмнопрстуфхцчшщъыьэюяѐёђѓєѕіїјљњћќѝўџ");
        Add(Kind.Box, "│┌┐┘├┤┬┼═║╒╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬▀▄█▌▐░▒▓");
        Add(Kind.Everyday, "\u00A0\u00AD·´–—―’…");
        return kinds.ToFrozenDictionary();

        void Add(Kind kind, ReadOnlySpan<char> characters)
        {
            foreach (char c in characters)
            {
                kinds[c] = kinds.GetValueOrDefault(c) | kind;
            }
        }
    }
}
