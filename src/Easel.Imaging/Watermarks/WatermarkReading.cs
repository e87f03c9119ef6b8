using System.Text;

namespace Easel.Imaging.Watermarks;

/// <summary>What a picture says where the <see cref="Watermark"/> would be.</summary>
public sealed class WatermarkReading
{
    /// <summary>
    /// Three quarters of the bits. A picture without the watermark reaches that by chance once in more than 100 million; of the recorded marked pictures
    /// those that still tell anything have 122 to 136 bits right, and single-coloured ones, in which it is lost, 68.
    /// </summary>
    private const double EnoughShare = 0.75;

    private readonly byte[] _bytes;

    internal WatermarkReading(ReadOnlySpan<bool> bits)
    {
        _bytes = new byte[bits.Length / 8];
        for (int i = 0; i < bits.Length; i++)
        {
            _bytes[i / 8] |= (byte)(bits[i] ? 0x80 >> (i % 8) : 0);
            MatchingBits += bits[i] == Watermark.Bits[i] ? 1 : 0;
        }
    }

    /// <summary>The bits, eight in a byte, the highest first.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The bytes as Latin-1, unprintable ones too.</summary>
    public string Text => Encoding.Latin1.GetString(_bytes);

    /// <summary>How many of the <see cref="Watermark.BitCount"/> bits are as in the watermark; of a picture without it about half.</summary>
    public int MatchingBits { get; }

    /// <summary>Whether so many bits match that it is no chance.</summary>
    public bool IsMarked => MatchingBits >= EnoughShare * Watermark.BitCount;

    /// <summary>Whether every bit matches.</summary>
    public bool IsWhole => MatchingBits == Watermark.BitCount;
}
