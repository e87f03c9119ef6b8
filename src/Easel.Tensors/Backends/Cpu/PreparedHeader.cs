using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Easel.Tensors.Backends.Cpu;

/// <summary>One prepared weight in a file.</summary>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Scale">See <see cref="Kernels.Gemm.Panels.Scale"/>; 0 where there is none.</param>
/// <param name="Checksum">Of its bytes.</param>
internal readonly record struct PreparedEntry(long Offset, long Bytes, float Scale, ulong Checksum);

/// <summary>
/// What stands at the beginning of a file of prepared weights: <c>easelpw1</c>, the header's length and the file's (8 bytes each), SHA-256 of the header
/// with zeros in this place, the key, and a table of weights. Little-endian.
/// </summary>
internal static class PreparedHeader
{
    public const int Alignment = 4096;
    private const int FixedBytes = 56;
    private const int HashOffset = 24;

    // Stable Diffusion v1's table has less than 200 KB.
    private const long MostBytes = 64 << 20;

    private static ReadOnlySpan<byte> Magic => "easelpw1"u8;

    /// <summary>The bytes of a header. Their number does not depend on the entries' numbers.</summary>
    public static byte[] Write(string key, IReadOnlyCollection<KeyValuePair<string, PreparedEntry>> entries, long fileBytes)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(new byte[FixedBytes - Magic.Length]);
        writer.Write(key);
        writer.Write(entries.Count);
        foreach ((string name, PreparedEntry entry) in entries)
        {
            writer.Write(name);
            writer.Write(entry.Offset);
            writer.Write(entry.Bytes);
            writer.Write(entry.Scale);
            writer.Write(entry.Checksum);
        }

        byte[] header = stream.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), header.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), fileBytes);
        SHA256.HashData(header, header.AsSpan(HashOffset, SHA256.HashSizeInBytes));
        return header;
    }

    /// <summary>Reads a file's table.</summary>
    /// <param name="start">The file's first bytes, at most so many as asked for.</param>
    /// <param name="fileBytes">How long the file is.</param>
    /// <param name="key">What it must be for.</param>
    /// <exception cref="InvalidDataException">It is damaged, of another kind, or for something else; the message says which.</exception>
    public static Dictionary<string, PreparedEntry> Read(Func<int, ReadOnlySpan<byte>> start, long fileBytes, string key)
    {
        if (fileBytes < FixedBytes || !start(Magic.Length).SequenceEqual(Magic))
        {
            throw new InvalidDataException("it is no file of prepared weights of this version of Easel");
        }

        long headerBytes = BinaryPrimitives.ReadInt64LittleEndian(start(FixedBytes)[8..]);
        long saved = BinaryPrimitives.ReadInt64LittleEndian(start(FixedBytes)[16..]);
        if (saved != fileBytes)
        {
            throw new InvalidDataException($"it has {fileBytes} bytes instead of {saved}");
        }

        if (headerBytes < FixedBytes || headerBytes > Math.Min(fileBytes, MostBytes))
        {
            throw new InvalidDataException("its header is damaged");
        }

        byte[] header = start((int)headerBytes).ToArray();
        byte[] hash = header.AsSpan(HashOffset, SHA256.HashSizeInBytes).ToArray();
        header.AsSpan(HashOffset, SHA256.HashSizeInBytes).Clear();
        return SHA256.HashData(header).AsSpan().SequenceEqual(hash) ? ReadTable(header, fileBytes, key) : throw new InvalidDataException("its header is damaged");
    }

    private static Dictionary<string, PreparedEntry> ReadTable(byte[] header, long fileBytes, string key)
    {
        try
        {
            using BinaryReader reader = new(new MemoryStream(header, FixedBytes, header.Length - FixedBytes), Encoding.UTF8);
            string found = reader.ReadString();
            if (found != key)
            {
                throw new InvalidDataException($"it is for another checkpoint, another processor or another version of Easel ({found})");
            }

            int count = reader.ReadInt32();
            Dictionary<string, PreparedEntry> entries = new(StringComparer.Ordinal);
            for (int i = 0; i < count; i++)
            {
                string name = reader.ReadString();
                PreparedEntry entry = new(reader.ReadInt64(), reader.ReadInt64(), reader.ReadSingle(), reader.ReadUInt64());
                bool isInside = entry.Offset >= header.Length && entry.Bytes > 0 && entry.Offset % Alignment == 0 && entry.Bytes <= fileBytes - entry.Offset;
                entries[name] = isInside ? entry : throw new InvalidDataException($"it has '{name}' beyond its end");
            }

            return entries;
        }
        catch (Exception broken) when (broken is IOException or FormatException or ArgumentException)
        {
            // The reader's IOException is of texts with a negative length, or that end too early.
            throw new InvalidDataException("its header is damaged", broken);
        }
    }
}
