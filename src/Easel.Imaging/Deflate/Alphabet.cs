using System.Numerics;

namespace Easel.Imaging.Deflate;

/// <summary>How lengths and distances of matches are spelled: a symbol and extra bits, RFC 1951 sec. 3.2.5.</summary>
internal static class Alphabet
{
    /// <summary>Shortest match.</summary>
    public const int MinLength = 3;

    /// <summary>Longest match.</summary>
    public const int MaxLength = 258;

    /// <summary>The symbol after the 256 literals: the block's end.</summary>
    public const int EndOfBlock = 256;

    /// <summary>Literals, the end, and 29 classes of lengths.</summary>
    public const int LengthSymbols = 286;

    /// <summary>Classes of distances.</summary>
    public const int DistanceSymbols = 30;

    /// <summary>The fixed code for literals and lengths, RFC 1951 sec. 3.2.6.</summary>
    public static HuffmanCode FixedLengths { get; } = HuffmanCode.FromLengths(FixedLengthBits());

    /// <summary>The fixed code for distances: five bits each.</summary>
    public static HuffmanCode FixedDistances { get; } = HuffmanCode.FromLengths([.. Enumerable.Repeat((byte)5, 32)]);

    /// <summary>A match's length: symbol, extra bits and their count.</summary>
    public static (int Symbol, uint Extra, int ExtraBits) Length(int length)
    {
        if (length == MaxLength)
        {
            return (285, 0, 0);
        }

        // Four classes to each doubling from 8 on (counted from 3), as distances have two.
        (int symbol, uint extra, int extraBits) = Classify((uint)(length - MinLength), classBits: 2);
        return (257 + symbol, extra, extraBits);
    }

    /// <summary>A match's distance: symbol, extra bits and their count.</summary>
    public static (int Symbol, uint Extra, int ExtraBits) Distance(int distance) => Classify((uint)(distance - 1), classBits: 1);

    private static (int Symbol, uint Extra, int ExtraBits) Classify(uint value, int classBits)
    {
        int extraBits = Math.Max(BitOperations.Log2(value | 1) - classBits, 0);
        uint leading = value >> extraBits;
        return ((extraBits << classBits) + (int)leading, value & ((1u << extraBits) - 1), extraBits);
    }

    private static byte[] FixedLengthBits()
    {
        byte[] bits = new byte[288];
        bits.AsSpan(0, 144).Fill(8);
        bits.AsSpan(144, 112).Fill(9);
        bits.AsSpan(256, 24).Fill(7);
        bits.AsSpan(280, 8).Fill(8);
        return bits;
    }
}
