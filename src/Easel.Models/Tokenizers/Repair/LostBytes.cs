namespace Easel.Models.Tokenizers.Repair;

/// <summary>Brings back bytes of UTF-8 sequences that a program changed on the way.</summary>
internal static class LostBytes
{
    private const byte Space = 0x20;
    private const byte NoBreakSpace = 0xA0;
    private const byte Substitute = 0x1A;

    /// <summary>Makes spaces within what would be UTF-8 into the byte A0 that a program took for a space.</summary>
    /// <remarks>
    /// Only where the result is a likely character: A0 after the leading bytes C2, C3, C5, CE, D0, D9, within the scripts of E0 to E3,
    /// and within F0, the emoji. 'à' is a word of its own in French and Portuguese, so the space behind it stays, too.
    /// </remarks>
    public static byte[] RestoreSpaces(ReadOnlySpan<byte> bytes)
    {
        var restored = new List<byte>(bytes.Length);

        for (int i = 0; i < bytes.Length;)
        {
            ReadOnlySpan<byte> rest = bytes[i..];
            if (rest is [0xC3, Space, ..] && !IsWordWithGraveA(rest[2..]))
            {
                restored.AddRange([0xC3, NoBreakSpace, Space]);
                i += 2;
                continue;
            }

            int length = LengthAroundSpace(rest);
            foreach (byte b in rest[..Math.Max(length, 1)])
            {
                restored.Add(length > 0 && b == Space ? NoBreakSpace : b);
            }

            i += Math.Max(length, 1);
        }

        return [.. restored];
    }

    /// <summary>Makes UTF-8 sequences with lost bytes (0x1A, or once '?') and single lost bytes into U+FFFD.</summary>
    public static byte[] ReplaceLost(ReadOnlySpan<byte> bytes)
    {
        var replaced = new List<byte>(bytes.Length);

        for (int i = 0; i < bytes.Length;)
        {
            int length = LengthWithLoss(bytes[i..]);
            if (length > 0)
            {
                replaced.AddRange([0xEF, 0xBF, 0xBD]);
            }
            else
            {
                replaced.Add(bytes[i]);
            }

            i += Math.Max(length, 1);
        }

        return [.. replaced];
    }

    /// <summary>Whether 'à', its space taken away, goes on as às, àquele, àquela, àquilo; or another space follows it anyway.</summary>
    private static bool IsWordWithGraveA(ReadOnlySpan<byte> rest)
        => rest is [Space, ..] || rest.StartsWith("s "u8) || rest.StartsWith("quele"u8) || rest.StartsWith("quela"u8) || rest.StartsWith("quilo"u8);

    private static int LengthAroundSpace(ReadOnlySpan<byte> rest) => rest switch
    {
        [0xC2 or 0xC3 or 0xC5 or 0xCE or 0xD0 or 0xD9, Space, ..] => 2,
        [0xE2 or 0xE3, Space, byte third, ..] when IsTail(third) => 3,
        [>= 0xE0 and <= 0xE3, byte second, Space, ..] when IsTail(second) => 3,
        [0xF0, Space, >= 0x80 and <= 0xBF, >= 0x80 and <= 0xBF, ..] => 4,
        [0xF0, >= 0x80 and <= 0xBF, Space, >= 0x80 and <= 0xBF, ..] => 4,
        [0xF0, >= 0x80 and <= 0xBF, >= 0x80 and <= 0xBF, Space, ..] => 4,
        _ => 0,
    };

    // 85 is an ellipsis more often than part of a sequence; A0 is no sign of having been changed.
    private static bool IsTail(byte b) => b is >= 0x80 and <= 0xBF and not 0x85 and not NoBreakSpace;

    private static int LengthWithLoss(ReadOnlySpan<byte> rest) => rest switch
    {
        [>= 0xC2 and <= 0xDF, Substitute, ..] => 2,
        [0xC2 or 0xC3, (byte)'?', ..] => 2,
        [0xED, >= 0xA0 and <= 0xAF, byte high, 0xED, >= 0xB0 and <= 0xBF, byte low, ..]
            when IsTailOrLost(high) && IsTailOrLost(low) && (IsLost(high) || IsLost(low)) => 6,
        [>= 0xE0 and <= 0xEF, _, _, ..] when HasLoss(rest[1..3]) => 3,
        [>= 0xF0 and <= 0xF4, _, _, _, ..] when HasLoss(rest[1..4]) => 4,
        [Substitute, ..] => 1,
        _ => 0,
    };

    /// <summary>Whether bytes could end a sequence, with at least one of them lost, and at most one of those a '?'.</summary>
    private static bool HasLoss(ReadOnlySpan<byte> tail)
    {
        int lost = 0;
        foreach (byte b in tail)
        {
            if (!IsTailOrLost(b))
            {
                return false;
            }

            lost += IsLost(b) ? 1 : 0;
        }

        return lost > 0 && tail.Count((byte)'?') <= 1;
    }

    private static bool IsTailOrLost(byte b) => IsLost(b) || b is >= 0x80 and <= 0xBF;

    private static bool IsLost(byte b) => b is Substitute or (byte)'?';
}
