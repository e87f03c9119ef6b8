using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Easel.Diffusion.Journals;

/// <summary>
/// The form of a log: a title, then records, each of kind (4 bytes), length (4 bytes), payload, and the SHA-256 of all three; numbers lowest byte first. A log is only
/// ever appended to, so that whatever interrupts it damages its end alone.
/// </summary>
public static class JournalLog
{
    private const int PrefixBytes = 2 * sizeof(int);

    /// <summary>What a log begins with.</summary>
    public static ReadOnlySpan<byte> Title => "easel journal 1\n"u8;

    /// <summary>A record's bytes.</summary>
    public static byte[] Encode(JournalRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        byte[] bytes = new byte[PrefixBytes + record.Payload.Length + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, record.Kind);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(sizeof(int)), record.Payload.Length);
        record.Payload.CopyTo(bytes.AsSpan(PrefixBytes));
        int end = PrefixBytes + record.Payload.Length;
        SHA256.HashData(bytes.AsSpan(0, end), bytes.AsSpan(end));
        return bytes;
    }

    /// <summary>Reads records up to the first that is damaged or not all there. Takes no more memory than there are bytes.</summary>
    /// <param name="bytes">A log, or whatever is left of it.</param>
    /// <param name="good">How many bytes were read: where the log may be cut and gone on with; 0 if not even the title is there.</param>
    public static IReadOnlyList<JournalRecord> Decode(ReadOnlySpan<byte> bytes, out int good)
    {
        good = 0;
        if (!bytes.StartsWith(Title))
        {
            return [];
        }

        good = Title.Length;
        List<JournalRecord> records = [];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        while (bytes.Length - good >= PrefixBytes + SHA256.HashSizeInBytes)
        {
            ReadOnlySpan<byte> rest = bytes[good..];
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest[sizeof(int)..]);
            if (length < 0 || length > rest.Length - PrefixBytes - SHA256.HashSizeInBytes)
            {
                break;
            }

            SHA256.HashData(rest[..(PrefixBytes + length)], hash);
            if (!hash.SequenceEqual(rest.Slice(PrefixBytes + length, hash.Length)))
            {
                break;
            }

            records.Add(new JournalRecord(BinaryPrimitives.ReadInt32LittleEndian(rest), rest.Slice(PrefixBytes, length).ToArray()));
            good += PrefixBytes + length + hash.Length;
        }

        return records;
    }
}
