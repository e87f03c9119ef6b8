using System.Buffers;
using System.Text;

namespace Easel.Models.Tokenizers.Repair;

/// <summary>UTF-8, and the two forms of it that programs write by mistake.</summary>
/// <remarks>CESU-8 (Unicode Technical Report 26) writes characters above U+FFFF as two surrogates of three bytes each; Java writes U+0000 as C0 80.</remarks>
internal static class LooseUtf8
{
    /// <summary>The text of some bytes, or null if they are not UTF-8 in any of its forms.</summary>
    public static string? TryDecode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);

        while (!bytes.IsEmpty)
        {
            if (IsSurrogatePair(bytes))
            {
                int high = ((bytes[1] & 0x0F) << 6) | (bytes[2] & 0x3F);
                int low = ((bytes[4] & 0x0F) << 6) | (bytes[5] & 0x3F);
                text.Append((char)(0xD800 | high)).Append((char)(0xDC00 | low));
                bytes = bytes[6..];
            }
            else if (bytes is [0xC0, 0x80, ..])
            {
                text.Append('\0');
                bytes = bytes[2..];
            }
            else if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done)
            {
                text.Append(rune);
                bytes = bytes[length..];
            }
            else
            {
                return null;
            }
        }

        return text.ToString();
    }

    private static bool IsSurrogatePair(ReadOnlySpan<byte> bytes)
        => bytes is [0xED, >= 0xA0 and <= 0xAF, >= 0x80 and <= 0xBF, 0xED, >= 0xB0 and <= 0xBF, >= 0x80 and <= 0xBF, ..];
}
