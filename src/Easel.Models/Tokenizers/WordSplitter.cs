using System.Buffers;
using System.Text;

namespace Easel.Models.Tokenizers;

/// <summary>Cuts cleaned text into the words that merges do not cross.</summary>
/// <remarks>
/// Radford et al. 2021 (CLIP): a special token, an English ending with its apostrophe, a run of letters, one digit, or a run of anything
/// else but white space, whichever comes first in this order.
/// </remarks>
internal static class WordSplitter
{
    // The one mark whose capital is a letter: compared without case, the original's "anything else" leaves it out, and so it is lost.
    private const int IotaBelow = 0x345;

    private static readonly string[] s_fixed = [ClipTokenizer.Start, ClipTokenizer.End, "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    /// <summary>Finds the next word at or behind a position.</summary>
    public static bool TryNext(string text, int position, out Range word)
    {
        int start = position;
        while (start < text.Length && KindOf(text.AsSpan(start), out _) == Kind.Space)
        {
            start++;
        }

        word = start..(start + WordLength(text.AsSpan(start)));
        return start < text.Length;
    }

    private static int WordLength(ReadOnlySpan<char> text)
    {
        foreach (string word in s_fixed)
        {
            if (StartsWith(text, word))
            {
                return word.Length;
            }
        }

        Kind kind = KindOf(text, out int length);
        if (kind == Kind.Number)
        {
            return length;
        }

        int end = 0;
        while (end < text.Length && KindOf(text[end..], out length) == kind)
        {
            end += length;
        }

        return end;
    }

    // The original compares without case, where the long s is an s.
    private static bool StartsWith(ReadOnlySpan<char> text, ReadOnlySpan<char> word)
    {
        if (text.Length < word.Length)
        {
            return false;
        }

        for (int i = 0; i < word.Length; i++)
        {
            char c = text[i] == 'ſ' ? 's' : text[i];
            if (c != word[i])
            {
                return false;
            }
        }

        return true;
    }

    private static Kind KindOf(ReadOnlySpan<char> text, out int length)
    {
        if (Rune.DecodeFromUtf16(text, out Rune rune, out length) != OperationStatus.Done)
        {
            return text.IsEmpty ? Kind.Space : Kind.Other;
        }

        return Rune.IsLetter(rune) ? Kind.Letter
            : Rune.IsNumber(rune) ? Kind.Number
            : Rune.IsWhiteSpace(rune) || rune.Value == IotaBelow ? Kind.Space
            : Kind.Other;
    }

    private enum Kind
    {
        Space,
        Letter,
        Number,
        Other,
    }
}
