using System.Buffers.Binary;

namespace Easel.Imaging.Deflate;

/// <summary>
/// Compresses into a zlib stream (RFC 1950, 1951). Ours, and not <c>ZLibStream</c>, since that one's bytes differ with the zlib underneath:
/// here the same data gives the same bytes on every machine.
/// </summary>
internal static class ZlibEncoder
{
    /// <summary>A match this long is taken without a look at the next place.</summary>
    private const int LongEnough = 32;

    private const int MaxStored = 65535;

    /// <summary>The data as a zlib stream.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> data)
    {
        BitSink sink = new(data.Length / 2);
        sink.Write([0x78, 0x9C]); // deflate, window of 32 KiB, no dictionary
        WriteBlocks(data, sink);
        sink.Align();

        Span<byte> checksum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Adler32(data));
        sink.Write(checksum);
        return sink.Written.ToArray();
    }

    private static void WriteBlocks(ReadOnlySpan<byte> data, BitSink sink)
    {
        MatchFinder finder = new();
        TokenBlock block = new();
        int blockStart = 0;
        int position = 0;
        Match match = default;
        while (position < data.Length)
        {
            finder.Insert(data, position);
            Match next = match.Length < LongEnough ? finder.Find(data, position + 1) : default;
            if (match.Length == 0 || next.Length > match.Length)
            {
                block.AddLiteral(data[position++]);
                match = next;
            }
            else
            {
                block.AddMatch(match);
                for (int end = position++ + match.Length; position < end; position++)
                {
                    finder.Insert(data, position);
                }

                match = finder.Find(data, position);
            }

            if (block.IsFull && position < data.Length)
            {
                WriteBlock(block, data[blockStart..position], sink, isLast: false);
                block.Clear();
                blockStart = position;
            }
        }

        WriteBlock(block, data[blockStart..], sink, isLast: true);
    }

    /// <summary>Writes a block in the shortest of its three forms.</summary>
    private static void WriteBlock(TokenBlock block, ReadOnlySpan<byte> raw, BitSink sink, bool isLast)
    {
        CodeTable table = new(block);
        long own = table.Cost + block.Cost(table.Lengths, table.Distances);
        long common = block.Cost(Alphabet.FixedLengths, Alphabet.FixedDistances);
        long stored = (8L * raw.Length) + (40L * ((raw.Length / MaxStored) + 1));

        if (stored < Math.Min(own, common))
        {
            WriteStored(raw, sink, isLast);
            return;
        }

        bool isOwn = own < common;
        sink.Write(isLast ? 1u : 0u, 1);
        sink.Write(isOwn ? 2u : 1u, 2);
        if (isOwn)
        {
            table.Write(sink);
        }

        block.Write(sink, isOwn ? table.Lengths : Alphabet.FixedLengths, isOwn ? table.Distances : Alphabet.FixedDistances);
    }

    private static void WriteStored(ReadOnlySpan<byte> raw, BitSink sink, bool isLast)
    {
        while (raw.Length > 0)
        {
            int length = Math.Min(raw.Length, MaxStored);
            sink.Write(isLast && length == raw.Length ? 1u : 0u, 1);
            sink.Write(0u, 2);
            sink.Align();
            sink.Write((uint)(length | ((~length & 0xFFFF) << 16)), 32);
            sink.Write(raw[..length]);
            raw = raw[length..];
        }
    }

    /// <summary>The checksum of RFC 1950.</summary>
    private static uint Adler32(ReadOnlySpan<byte> data)
    {
        const uint Prime = 65521;
        const int SafeCount = 5552; // bytes whose sums cannot overflow 32 bits

        uint a = 1;
        uint b = 0;
        while (data.Length > 0)
        {
            int count = Math.Min(data.Length, SafeCount);
            foreach (byte value in data[..count])
            {
                a += value;
                b += a;
            }

            a %= Prime;
            b %= Prime;
            data = data[count..];
        }

        return (b << 16) | a;
    }
}
