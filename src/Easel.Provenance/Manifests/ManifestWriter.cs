using Easel.Provenance.Cbor;
using Easel.Provenance.Jumbf;
using Easel.Provenance.Keys;
using Easel.Provenance.Png;

namespace Easel.Provenance.Manifests;

/// <summary>Makes a manifest store with one manifest. C2PA 2.2, sections 10 and 11.</summary>
/// <param name="claim">What is claimed.</param>
/// <param name="key">What signs it.</param>
/// <param name="manifest">A random name for the manifest.</param>
/// <param name="instance">A random name for the file.</param>
internal sealed class ManifestWriter(GenerationClaim claim, SigningKey key, Guid manifest, Guid instance)
{
    private readonly byte[] _actions = JumbfWriter.CborSuperbox(JumbfTypes.Cbor, Labels.Actions, CreatedAction.Write(claim));
    private readonly byte[] _generation = JumbfWriter.CborSuperbox(JumbfTypes.Cbor, Labels.Generation, GenerationAssertion.Write(claim));

    private string Label => $"{Labels.ManifestPrefix}{manifest}";

    /// <summary>The manifest store for a file.</summary>
    /// <param name="fileHash">SHA-256 of the file without the manifest's chunk.</param>
    /// <param name="place">Where the chunk goes, in bytes from the file's start.</param>
    public byte[] Write(byte[] fileHash, int place)
    {
        // How long the chunk is stands in the chunk. Signatures of a key have one length, so the length can be found before anything is signed; a longer number
        // makes the chunk longer, never shorter, so it is found after a few tries.
        long length = 0;
        long found;
        while ((found = Store(fileHash, new ExcludedRange(place, length), _ => new byte[key.SignatureBytes]).Length + ChunkPlace.Overhead) != length)
        {
            length = found;
        }

        byte[] store = Store(fileHash, new ExcludedRange(place, length), key.Sign);
        return store.Length + ChunkPlace.Overhead == length
            ? store
            : throw new InvalidOperationException($"A signature took {store.Length + ChunkPlace.Overhead - length} bytes more than those before it.");
    }

    private byte[] Store(byte[] fileHash, ExcludedRange chunk, Func<byte[], byte[]> sign)
    {
        DataHash binding = new(HashedUri.OwnAlgorithm, fileHash, [chunk]);
        byte[] hash = JumbfWriter.CborSuperbox(JumbfTypes.Cbor, Labels.DataHash, binding.Write());
        byte[] signed = Claim([HashedUri.Of(Labels.Actions, _actions), HashedUri.Of(Labels.DataHash, hash), HashedUri.Of(Labels.Generation, _generation)]);
        return JumbfWriter.Superbox(
            JumbfTypes.Store,
            JumbfTypes.Store,
            JumbfWriter.Superbox(
                JumbfTypes.Manifest,
                Label,
                JumbfWriter.Superbox(JumbfTypes.Assertions, Labels.Assertions, _actions, hash, _generation),
                JumbfWriter.CborSuperbox(JumbfTypes.Claim, Labels.Claim, signed),
                JumbfWriter.CborSuperbox(JumbfTypes.Signature, Labels.Signature, sign(signed))));
    }

    private byte[] Claim(IReadOnlyList<HashedUri> assertions) => CborBytes.Of(writer => writer.WriteMap(() =>
    {
        writer.WritePair("alg", HashedUri.OwnAlgorithm);
        writer.WritePair("instanceID", $"xmp:iid:{instance}");

        // From the store on, so that the signed claim names the manifest that it stands in.
        writer.WritePair("signature", JumbfUri.Of("", JumbfTypes.Store, Label, Labels.Signature));
        writer.WriteTextString("claim_generator_info");
        CreatedAction.WriteGenerator(writer, claim);
        writer.WriteTextString("created_assertions");
        writer.WriteStartArray(assertions.Count);
        foreach (HashedUri assertion in assertions)
        {
            assertion.Write(writer);
        }

        writer.WriteEndArray();
    }));
}
