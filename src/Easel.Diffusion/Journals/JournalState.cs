using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Easel.Diffusion.Journals;

/// <summary>
/// A state as it lies in one of a journal's two slots: title (16 bytes), number (8), length (8), SHA-256 of number, length and payload (32), payload; what follows is
/// left of an earlier, longer one. The slots are written in turn, so that one of them is whole whatever happens while the other is written.
/// </summary>
/// <param name="Number">from 1; the larger is the newer</param>
/// <param name="Payload">the state</param>
public sealed record JournalState(long Number, byte[] Payload)
{
    /// <summary>Bytes before the payload.</summary>
    internal const int PrefixBytes = 64;

    private const int NumberAt = 16;
    private const int LengthAt = 24;
    private const int HashAt = 32;

    private static ReadOnlySpan<byte> Title => "easel state 1\n\0\0"u8;

    /// <summary>Reads a slot. Takes no more memory than there are bytes.</summary>
    /// <returns>none if the slot is damaged, or empty</returns>
    public static JournalState? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PrefixBytes || !bytes.StartsWith(Title))
        {
            return null;
        }

        long number = BinaryPrimitives.ReadInt64LittleEndian(bytes[NumberAt..]);
        long length = BinaryPrimitives.ReadInt64LittleEndian(bytes[LengthAt..]);
        if (number < 1 || length < 0 || length > bytes.Length - PrefixBytes)
        {
            return null;
        }

        ReadOnlySpan<byte> payload = bytes.Slice(PrefixBytes, (int)length);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(bytes[NumberAt..HashAt], payload, hash);
        return hash.SequenceEqual(bytes[HashAt..PrefixBytes]) ? new JournalState(number, payload.ToArray()) : null;
    }

    /// <summary>Fills in what stands before a payload.</summary>
    /// <param name="bytes">Room for it, and the payload behind.</param>
    /// <param name="number">From 1.</param>
    internal static void Complete(Span<byte> bytes, long number)
    {
        Title.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[NumberAt..], number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[LengthAt..], bytes.Length - PrefixBytes);
        Hash(bytes[NumberAt..HashAt], bytes[PrefixBytes..], bytes[HashAt..PrefixBytes]);
    }

    private static void Hash(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> payload, Span<byte> hash)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData(prefix);
        sha256.AppendData(payload);
        sha256.GetHashAndReset(hash);
    }
}
