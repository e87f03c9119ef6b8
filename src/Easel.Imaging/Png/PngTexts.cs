using System.IO.Compression;
using System.Text;

namespace Easel.Imaging.Png;

/// <summary>The three chunks that hold texts: tEXt (Latin-1), zTXt (the same, compressed), iTXt (UTF-8).</summary>
internal static class PngTexts
{
    /// <summary>Longest text that is unpacked, and longest texts of a file in all, in bytes.</summary>
    public const int MaxTextBytes = 1 << 24;

    private const int MaxKeywordLength = 79;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a file can hold a text: its keyword is one, and nothing in it ends a text.</summary>
    public static bool CanHold(PngText text) => IsKeyword(text.Keyword) && !text.Text.Contains('\0');

    /// <summary>A chunk's type and content: tEXt where the text is printable Latin-1, else iTXt.</summary>
    public static (byte[] Type, byte[] Content) Encode(PngText text)
    {
        if (!IsKeyword(text.Keyword))
        {
            throw new ArgumentException($"A PNG keyword is 1 to {MaxKeywordLength} characters of Latin-1, but '{text.Keyword}' is not.", nameof(text));
        }

        if (text.Text.Contains('\0'))
        {
            throw new ArgumentException($"The PNG text '{text.Keyword}' contains U+0000, which ends a text.", nameof(text));
        }

        byte[] keyword = Encoding.Latin1.GetBytes(text.Keyword);
        return text.Text.All(character => character == '\n' || IsPrintableLatin1(character))
            ? ("tEXt"u8.ToArray(), [.. keyword, 0, .. Encoding.Latin1.GetBytes(text.Text)])
            : ("iTXt"u8.ToArray(), [.. keyword, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text.Text)]); // not compressed, no language, no translated keyword
    }

    /// <summary>The text of a chunk, or none if it is of another type.</summary>
    public static PngText? Decode(PngChunk chunk) => chunk.Name switch
    {
        "tEXt" => DecodePlain(chunk.Content),
        "zTXt" => DecodeCompressed(chunk.Content),
        "iTXt" => DecodeInternational(chunk.Content),
        _ => null,
    };

    private static PngText DecodePlain(ReadOnlySpan<byte> content)
    {
        string keyword = TakeKeyword(ref content, "tEXt");
        return new PngText(keyword, Encoding.Latin1.GetString(content));
    }

    private static PngText DecodeCompressed(ReadOnlySpan<byte> content)
    {
        string keyword = TakeKeyword(ref content, "zTXt");
        if (content.IsEmpty || content[0] != 0)
        {
            throw new ImageException($"the zTXt chunk '{keyword}' is not compressed by method 0, the only one there is.");
        }

        return new PngText(keyword, Encoding.Latin1.GetString(Inflate(content[1..], keyword)));
    }

    private static PngText DecodeInternational(ReadOnlySpan<byte> content)
    {
        string keyword = TakeKeyword(ref content, "iTXt");
        if (content.Length < 2 || content[0] > 1 || (content[0] == 1 && content[1] != 0))
        {
            throw new ImageException($"the iTXt chunk '{keyword}' does not say whether it is compressed by method 0.");
        }

        bool isCompressed = content[0] == 1;
        content = content[2..];
        Take(ref content, $"language of the iTXt chunk '{keyword}'");
        Take(ref content, $"translated keyword of the iTXt chunk '{keyword}'");
        try
        {
            return new PngText(keyword, s_utf8.GetString(isCompressed ? Inflate(content, keyword) : content));
        }
        catch (DecoderFallbackException error)
        {
            throw new ImageException($"the iTXt chunk '{keyword}' is not UTF-8.", error);
        }
    }

    private static string TakeKeyword(ref ReadOnlySpan<byte> content, string type)
    {
        ReadOnlySpan<byte> keyword = Take(ref content, $"keyword of a {type} chunk");
        return keyword.Length is > 0 and <= MaxKeywordLength
            ? Encoding.Latin1.GetString(keyword)
            : throw new ImageException($"a {type} chunk's keyword is {keyword.Length} bytes long; 1 to {MaxKeywordLength} are allowed.");
    }

    /// <summary>Everything before the next zero byte, which is taken too.</summary>
    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> content, string what)
    {
        int end = content.IndexOf((byte)0);
        if (end < 0)
        {
            throw new ImageException($"the {what} has no end.");
        }

        ReadOnlySpan<byte> taken = content[..end];
        content = content[(end + 1)..];
        return taken;
    }

    private static ReadOnlySpan<byte> Inflate(ReadOnlySpan<byte> compressed, string keyword)
    {
        using ZLibStream stream = new(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
        MemoryStream text = new();
        byte[] piece = new byte[1 << 16];
        try
        {
            while (stream.Read(piece) is > 0 and int count)
            {
                text.Write(piece, 0, count);
                if (text.Length > MaxTextBytes)
                {
                    throw new ImageException($"the text '{keyword}' is longer than {MaxTextBytes} bytes.");
                }
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new ImageException($"the compressed text '{keyword}' is damaged.", error);
        }

        return text.GetBuffer().AsSpan(0, (int)text.Length);
    }

    private static bool IsKeyword(string keyword) => keyword.Length is > 0 and <= MaxKeywordLength && keyword.All(IsPrintableLatin1);

    private static bool IsPrintableLatin1(char character) => character is (>= ' ' and <= '~') or (>= '\u00A0' and <= '\u00FF');
}
