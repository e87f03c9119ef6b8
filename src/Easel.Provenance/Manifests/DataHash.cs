using Easel.Provenance.Cbor;

namespace Easel.Provenance.Manifests;

/// <summary>The hard binding <c>c2pa.hash.data</c>: a hash of the whole file but for ranges. C2PA 2.2, section 18.5.</summary>
/// <param name="Algorithm">its name in manifests; none if it is the claim's</param>
/// <param name="Hash">the hash</param>
/// <param name="Exclusions">ranges that are not hashed, in their order</param>
internal sealed record DataHash(string? Algorithm, byte[] Hash, IReadOnlyList<ExcludedRange> Exclusions)
{
    /// <summary>The CBOR of the assertion. Its lengths are known when it is written, so nothing is padded.</summary>
    public byte[] Write() => CborBytes.Of(writer => writer.WriteMap(() =>
    {
        writer.WriteTextString("exclusions");
        writer.WriteStartArray(Exclusions.Count);
        foreach (ExcludedRange range in Exclusions)
        {
            writer.WriteMap(() =>
            {
                writer.WriteTextString("start");
                writer.WriteInt64(range.Start);
                writer.WriteTextString("length");
                writer.WriteInt64(range.Length);
            });
        }

        writer.WriteEndArray();
        writer.WritePair("alg", Algorithm);
        writer.WritePair("name", "jumbf manifest");
        writer.WriteTextString("hash");
        writer.WriteByteString(Hash);
        writer.WriteTextString("pad");
        writer.WriteByteString([]);
    }));

    /// <summary>Reads an assertion.</summary>
    /// <exception cref="ProvenanceException">It is not as the specification has it.</exception>
    public static DataHash Read(CborNode assertion)
    {
        List<ExcludedRange> ranges = [];
        foreach (CborNode range in assertion["exclusions"]?.Items ?? [])
        {
            if (range["start"]?.Integer is not Int128 start || range["length"]?.Integer is not Int128 length || start < 0 || length < 0 || start > int.MaxValue || length > int.MaxValue)
            {
                throw new ProvenanceException($"{Labels.DataHash}: a range that is not hashed has no start and length that a file can have.");
            }

            ranges.Add(new ExcludedRange((long)start, (long)length));
        }

        return assertion["hash"]?.Bytes is byte[] hash
            ? new DataHash(assertion["alg"]?.Text, hash, ranges)
            : throw new ProvenanceException($"{Labels.DataHash}: there is no hash in it.");
    }
}

/// <summary>Bytes of a file that a hash leaves out.</summary>
/// <param name="Start">the first, from the file's start</param>
/// <param name="Length">how many</param>
internal readonly record struct ExcludedRange(long Start, long Length)
{
    /// <summary>The first byte behind it.</summary>
    public long End => Start + Length;
}
