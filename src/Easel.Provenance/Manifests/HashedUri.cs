using System.Formats.Cbor;
using System.Security.Cryptography;
using Easel.Provenance.Cbor;
using Easel.Provenance.Jumbf;

namespace Easel.Provenance.Manifests;

/// <summary>A reference to a box, and the hash of what is in it. C2PA 2.2, section 8.4.2.</summary>
/// <param name="Uri">the reference</param>
/// <param name="Algorithm">the hash's name; none if it is the claim's</param>
/// <param name="Hash">the hash</param>
internal sealed record HashedUri(string Uri, string? Algorithm, byte[] Hash)
{
    /// <summary>What Easel hashes with.</summary>
    public const string OwnAlgorithm = "sha256";

    /// <summary>The reference to an assertion of the same manifest.</summary>
    /// <param name="label">The assertion's label.</param>
    /// <param name="box">Its superbox; the header is not hashed.</param>
    public static HashedUri Of(string label, ReadOnlySpan<byte> box)
        => new(JumbfUri.Of(Labels.Assertions, label), Algorithm: null, SHA256.HashData(box[JumbfWriter.HeaderBytes..]));

    /// <summary>The hash function of a name; none if it is not on the specification's list (section 13.1).</summary>
    public static HashAlgorithmName? Find(string? algorithm) => algorithm switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>Writes it.</summary>
    public void Write(CborWriter writer) => writer.WriteMap(() =>
    {
        writer.WritePair("url", Uri);
        writer.WriteTextString("hash");
        writer.WriteByteString(Hash);
    });

    /// <summary>Reads one.</summary>
    /// <exception cref="ProvenanceException">It is none.</exception>
    public static HashedUri Read(CborNode node)
        => node["url"]?.Text is string uri && node["hash"]?.Bytes is byte[] hash
            ? new HashedUri(uri, node["alg"]?.Text, hash)
            : throw new ProvenanceException("an assertion of the claim has no reference or no hash.");
}
