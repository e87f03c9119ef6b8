using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Easel.Provenance.Png;

/// <summary>Where a chunk lies in a PNG file.</summary>
/// <param name="Name">four letters</param>
/// <param name="Start">of its length field, in bytes from the file's start</param>
/// <param name="ContentLength">in bytes, without length, type and checksum</param>
internal readonly record struct ChunkPlace(string Name, int Start, int ContentLength)
{
    /// <summary>What a chunk has besides its content: length, type, checksum.</summary>
    public const int Overhead = 12;

    /// <summary>Where its content begins.</summary>
    public int ContentStart => Start + 8;

    /// <summary>All of it, in bytes.</summary>
    public int Length => ContentLength + Overhead;

    /// <summary>Where the next chunk begins.</summary>
    public int End => Start + Length;
}

/// <summary>The chunks of a PNG file, found by their lengths alone. W3C Portable Network Graphics (Third Edition), section 5.</summary>
internal sealed class PngLayout
{
    /// <summary>The chunk of manifests. C2PA 2.2, section A.3.2.</summary>
    public const string ManifestChunk = "caBX";

    private const int MaxChunks = 1 << 20;

    private PngLayout(IReadOnlyList<ChunkPlace> chunks)
    {
        Chunks = chunks;
    }

    /// <summary>All, up to IEND.</summary>
    public IReadOnlyList<ChunkPlace> Chunks { get; }

    /// <summary>The chunks that hold manifests; more than one is an error.</summary>
    public IEnumerable<ChunkPlace> Manifests => Chunks.Where(chunk => chunk.Name == ManifestChunk);

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Finds the chunks of a file.</summary>
    /// <exception cref="ProvenanceException">It is no PNG file, or is cut off.</exception>
    public static PngLayout Of(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(Signature))
        {
            throw new ProvenanceException("it is not a PNG file: the first eight bytes are others.");
        }

        List<ChunkPlace> chunks = [];
        int start = Signature.Length;
        while (chunks.Count == 0 || chunks[^1].Name != "IEND")
        {
            if (png.Length - start < ChunkPlace.Overhead || chunks.Count == MaxChunks)
            {
                throw new ProvenanceException($"the PNG file ends, or has {MaxChunks} chunks, before its IEND chunk, at byte {start}.");
            }

            uint length = BinaryPrimitives.ReadUInt32BigEndian(png[start..]);
            if (length > png.Length - start - ChunkPlace.Overhead)
            {
                throw new ProvenanceException($"the PNG chunk at byte {start} wants {length} bytes, but only {png.Length - start - ChunkPlace.Overhead} are left.");
            }

            chunks.Add(new ChunkPlace(Encoding.Latin1.GetString(png.Slice(start + 4, 4)), start, (int)length));
            start = chunks[^1].End;
        }

        return new PngLayout(chunks);
    }

    /// <summary>A chunk's content.</summary>
    public static ReadOnlySpan<byte> ContentOf(ReadOnlySpan<byte> png, ChunkPlace chunk) => png.Slice(chunk.ContentStart, chunk.ContentLength);

    /// <summary>Whether a chunk's checksum is right.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> png, ChunkPlace chunk)
        => Crc32.HashToUInt32(png.Slice(chunk.Start + 4, chunk.ContentLength + 4)) == BinaryPrimitives.ReadUInt32BigEndian(png[(chunk.End - 4)..]);

    /// <summary>The file without its manifests; what follows its end stays.</summary>
    public byte[] WithoutManifests(ReadOnlySpan<byte> png)
    {
        byte[] shorter = new byte[png.Length - Manifests.Sum(chunk => chunk.Length)];
        (int from, int to) = (0, 0);
        foreach (ChunkPlace chunk in Manifests)
        {
            png[from..chunk.Start].CopyTo(shorter.AsSpan(to));
            to += chunk.Start - from;
            from = chunk.End;
        }

        png[from..].CopyTo(shorter.AsSpan(to));
        return shorter;
    }

    /// <summary>The file with a chunk of manifests put in.</summary>
    /// <param name="png">The file.</param>
    /// <param name="place">Where, in bytes from the start, between two chunks.</param>
    /// <param name="content">The chunk's content.</param>
    public static byte[] Insert(ReadOnlySpan<byte> png, int place, ReadOnlySpan<byte> content)
    {
        byte[] longer = new byte[png.Length + content.Length + ChunkPlace.Overhead];
        png[..place].CopyTo(longer);
        Span<byte> chunk = longer.AsSpan(place, content.Length + ChunkPlace.Overhead);
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(ManifestChunk, chunk[4..]);
        content.CopyTo(chunk[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[^4..], Crc32.HashToUInt32(chunk[4..^4]));
        png[place..].CopyTo(longer.AsSpan(place + chunk.Length));
        return longer;
    }
}
