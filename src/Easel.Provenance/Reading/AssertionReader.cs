using System.Security.Cryptography;
using Easel.Provenance.Cbor;
using Easel.Provenance.Jumbf;
using Easel.Provenance.Manifests;

namespace Easel.Provenance.Reading;

/// <summary>Checks that a claim's assertions are those that it was signed with. C2PA 2.2, section 15.10.3.</summary>
internal static class AssertionReader
{
    /// <summary>The assertions that are as the claim says.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="manifest">The manifest that it stands in.</param>
    /// <param name="findings">Where what is found goes.</param>
    /// <exception cref="ProvenanceException">The claim has no list of them, or one that is none.</exception>
    public static IReadOnlyList<JumbfBox> Check(CborNode claim, JumbfBox manifest, Findings findings)
    {
        JumbfBox store = manifest.Find(Labels.Assertions) is { Type: JumbfTypes.Assertions } found
            ? found
            : throw new ProvenanceException($"the manifest has not exactly one assertion store {Labels.Assertions}.");
        IReadOnlyList<CborNode> listed = claim["created_assertions"]?.Items ?? claim["assertions"]?.Items ?? throw new ProvenanceException("the claim lists no assertions.");
        HashSet<JumbfBox> named = new(ReferenceEqualityComparer.Instance);
        List<JumbfBox> sound = [];
        foreach (CborNode entry in listed.Concat(claim["gathered_assertions"]?.Items ?? []))
        {
            var uri = HashedUri.Read(entry);
            JumbfBox? box = JumbfUri.Resolve(uri.Uri, manifest);
            if (box is null || !store.Superboxes.Contains(box, ReferenceEqualityComparer.Instance))
            {
                findings.Add("assertion.missing", FindingOutcome.Fails, $"The claim names the assertion {uri.Uri}, which is not there.");
            }
            else if (named.Add(box) && Matches(uri, claim["alg"]?.Text, box, findings))
            {
                sound.Add(box);
            }
        }

        foreach (JumbfBox stray in store.Superboxes.Where(box => !named.Contains(box)))
        {
            findings.Add("assertion.undeclared", FindingOutcome.Fails, $"The assertion {stray.Label} is there, but the claim does not name it.");
        }

        return sound;
    }

    private static bool Matches(HashedUri uri, string? algorithm, JumbfBox box, Findings findings)
    {
        if (HashedUri.Find(uri.Algorithm ?? algorithm) is not HashAlgorithmName name)
        {
            findings.Add("algorithm.unsupported", FindingOutcome.Fails, $"The hash of {box.Label} is by {uri.Algorithm ?? algorithm ?? "no named algorithm"}, which C2PA does not allow.");
            return false;
        }

        bool matches = CryptographicOperations.HashData(name, box.Content.Span).AsSpan().SequenceEqual(uri.Hash);
        findings.Add(matches ? "assertion.hashedURI.match" : "assertion.hashedURI.mismatch", matches ? FindingOutcome.Holds : FindingOutcome.Fails, matches ? $"The assertion {box.Label} is the one that was signed." : $"The assertion {box.Label} was changed after it was signed.");
        return matches;
    }
}
