using System.Buffers;
using System.Text;

namespace Easel.Models.Tokenizers.Repair;

/// <summary>Mends UTF-8 text that was read as a single-byte encoding: "schÃ¶n" is "schön".</summary>
internal static class Mojibake
{
    /// <summary>Punctuation that stands beside garbled text for its own sake, although its byte is one inside a sequence.</summary>
    private const string HonestPunctuation = "–—―‘’‚“”„•…";

    private static readonly SearchValues<char> s_firstOfTwo = CharactersOf(0xC2, 0xDF);
    private static readonly SearchValues<char> s_firstOfThree = CharactersOf(0xE0, 0xEF);

    // Of the bytes F1 to F4 only F3 starts characters in use, the tags in flags.
    private static readonly SearchValues<char> s_firstOfFour = SearchValues.Create([.. AlphabeticCharacters(0xF0, 0xF0), .. AlphabeticCharacters(0xF3, 0xF3)]);
    private static readonly SearchValues<char> s_tail = SearchValues.Create([.. AlphabeticCharacters(0x80, 0xBF), ' ']);
    private static readonly SearchValues<char> s_certainTail = SearchValues.Create([.. AlphabeticCharacters(0x80, 0xBF).Except(HonestPunctuation)]);

    /// <summary>Decodes a text again and again while it shows signs of a wrong encoding and a better one fits.</summary>
    public static string Mend(string text)
    {
        while (true)
        {
            string mended = MendOnce(text);
            if (mended == text)
            {
                return text;
            }

            text = mended;
        }
    }

    /// <summary>Makes C1 controls into what Windows-1252 has in their places, as browsers do.</summary>
    public static string ReplaceControls(string text)
        => text.AsSpan().ContainsAnyInRange('\u0080', '\u009F')
            ? string.Create(text.Length, text, static (mended, source) =>
            {
                for (int i = 0; i < mended.Length; i++)
                {
                    mended[i] = source[i] is >= '\u0080' and <= '\u009F' ? CodePage.Windows1252[source[i]] : source[i];
                }
            })
            : text;

    private static string MendOnce(string text)
    {
        if (Ascii.IsValid(text) || !MojibakeSigns.In(text))
        {
            return text;
        }

        foreach (CodePage page in CodePage.All)
        {
            if (page.TryEncode(text) is byte[] bytes && Decode(bytes, page) is string decoded)
            {
                return decoded;
            }
        }

        string mended = MendRuns(text);
        return mended != text ? mended : ReplaceControls(text);
    }

    private static string? Decode(byte[] bytes, CodePage page)
    {
        // On the Macintosh a leading byte and a space is a dash and a space.
        if (page != CodePage.MacRoman)
        {
            bytes = LostBytes.RestoreSpaces(bytes);
        }

        if (page.StandsForLost)
        {
            bytes = LostBytes.ReplaceLost(bytes);
        }

        return LooseUtf8.TryDecode(bytes);
    }

    /// <summary>Mends the garbled runs of a text that is not garbled as a whole.</summary>
    private static string MendRuns(string text)
    {
        var mended = new StringBuilder(text.Length);

        for (int i = 0; i < text.Length;)
        {
            int length = RunLength(text, i);
            if (length == 0)
            {
                mended.Append(text[i++]);
                continue;
            }

            string run = text.Substring(i, length);
            mended.Append(length < text.Length && MojibakeSigns.In(run) ? Mend(run) : run);
            i += length;
        }

        return mended.ToString();
    }

    /// <summary>How many characters from <paramref name="start"/> on read as UTF-8 sequences, 0 within a longer muddle.</summary>
    private static int RunLength(ReadOnlySpan<char> text, int start)
    {
        if (start > 0 && s_certainTail.Contains(text[start - 1]))
        {
            return 0;
        }

        int end = start;
        while (SequenceLength(text[end..]) is > 0 and int length)
        {
            end += length;
        }

        return end - start;
    }

    private static int SequenceLength(ReadOnlySpan<char> text)
    {
        int length = text.IsEmpty ? 0
            : s_firstOfTwo.Contains(text[0]) ? 2
            : s_firstOfThree.Contains(text[0]) ? 3
            : s_firstOfFour.Contains(text[0]) ? 4
            : 0;

        return length > 0 && text.Length >= length && !text[1..length].ContainsAnyExcept(s_tail) ? length : 0;
    }

    private static SearchValues<char> CharactersOf(int first, int last) => SearchValues.Create([.. AlphabeticCharacters(first, last)]);

    private static IEnumerable<char> AlphabeticCharacters(int first, int last)
        => CodePage.Alphabetic.SelectMany(page => Enumerable.Range(first, last - first + 1).Select(value => page[value])).Distinct();
}
