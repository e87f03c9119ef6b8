namespace Easel.Models.Tokenizers;

/// <summary>The printable character that stands for each byte in vocabulary files.</summary>
/// <remarks>
/// Radford et al. 2019, "Language models are unsupervised multitask learners": merges work on the bytes of UTF-8, files on text. Printable
/// bytes of Latin 1 stand for themselves; the other 68, in order, are the characters from U+0100 on.
/// </remarks>
internal static class ByteSymbols
{
    private const int Bytes = 256;

    static ByteSymbols()
    {
        byte[] order = new byte[Bytes];
        char[] characters = new char[Bytes];
        int printable = 0;
        int others = 0;

        for (int i = 0; i < Bytes; i++)
        {
            if (IsPrintable(i))
            {
                order[printable++] = (byte)i;
                characters[i] = (char)i;
            }
        }

        for (int i = 0; i < Bytes; i++)
        {
            if (!IsPrintable(i))
            {
                order[printable + others] = (byte)i;
                characters[i] = (char)(Bytes + others++);
            }
        }

        InOrder = order;
        Characters = new string(characters);
    }

    /// <summary>Every byte in the order of the vocabulary: printable ones first.</summary>
    public static ReadOnlyMemory<byte> InOrder { get; }

    /// <summary>The character of each byte, by its value.</summary>
    public static string Characters { get; }

    private static bool IsPrintable(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
}
