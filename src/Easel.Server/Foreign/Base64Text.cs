using System.Buffers.Text;

namespace Easel.Server.Foreign;

/// <summary>What is wrong with a text that should be base64.</summary>
internal enum Base64Fault
{
    /// <summary>It is base64, and was read.</summary>
    None,

    /// <summary>It is the address of something elsewhere.</summary>
    Address,

    /// <summary>It is a <c>data:</c> address, but not one in base64.</summary>
    PlainData,

    /// <summary>It is something else.</summary>
    Malformed,
}

/// <summary>Base64 (RFC 4648) as clients send it: with <c>data:</c> in front or without, also with the letters for addresses, with the equals signs at its end or without.</summary>
internal static class Base64Text
{
    /// <summary>The bytes of a text.</summary>
    /// <param name="text">The text; white space does not matter.</param>
    /// <param name="bytes">Its bytes; none if it cannot be read.</param>
    public static Base64Fault Read(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        ReadOnlySpan<char> plain = text.Trim();
        if (plain.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            int comma = plain.IndexOf(',');
            if (comma < 0 || !plain[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            {
                return Base64Fault.PlainData;
            }

            plain = plain[(comma + 1)..];
        }

        // A colon is in no base64.
        if (plain.Contains("://", StringComparison.Ordinal) || plain.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return Base64Fault.Address;
        }

        byte[] room = new byte[Base64Url.GetMaxDecodedLength(plain.Length) + 3];
        int length = 0;
        bool isRead = plain.IndexOfAny('-', '_') >= 0
            ? Base64Url.IsValid(plain) && Base64Url.TryDecodeFromChars(plain, room, out length)
            : Convert.TryFromBase64Chars(Padded(plain), room, out length);
        bytes = isRead ? room[..length] : [];
        return isRead ? Base64Fault.None : Base64Fault.Malformed;
    }

    /// <summary>Some clients leave the equals signs at the end out.</summary>
    private static ReadOnlySpan<char> Padded(ReadOnlySpan<char> text)
    {
        int letters = 0;
        foreach (char letter in text)
        {
            letters += char.IsWhiteSpace(letter) ? 0 : 1;
        }

        return (letters % 4) switch
        {
            2 => $"{text}==",
            3 => $"{text}=",
            _ => text,
        };
    }
}
