using Easel.Provenance.Cbor;
using Easel.Provenance.Jumbf;
using Easel.Provenance.Manifests;
using Easel.Provenance.Png;

namespace Easel.Provenance.Reading;

/// <summary>Reads the active manifest of a PNG file and checks it. C2PA 2.2, section 15. Manifests of ingredients, time-stamps and revocations are not looked at.</summary>
internal sealed class ManifestReader(TrustAnchors? trust, DateTimeOffset now)
{
    private static readonly string[] s_kinds = [JumbfTypes.Manifest, JumbfTypes.OldManifest, JumbfTypes.UpdateManifest, JumbfTypes.CompressedManifest];

    private readonly Findings _findings = new();

    /// <summary>Reads and checks it.</summary>
    /// <param name="png">The file.</param>
    /// <param name="layout">Its chunks.</param>
    /// <param name="chunks">Those that hold manifests, one or more.</param>
    /// <exception cref="ProvenanceException">It cannot be read.</exception>
    public CredentialsReport Read(ReadOnlySpan<byte> png, PngLayout layout, IReadOnlyList<ChunkPlace> chunks)
    {
        if (chunks is not [ChunkPlace chunk])
        {
            throw new ProvenanceException($"the file has {chunks.Count} manifest stores ({PngLayout.ManifestChunk} chunks); with more than one, none counts.");
        }

        if (!PngLayout.IsIntact(png, chunk))
        {
            _findings.Add("easel.png.checksum", FindingOutcome.Fails, $"The checksum of the {PngLayout.ManifestChunk} chunk is wrong: it was changed or damaged.");
        }

        JumbfBox manifest = ActiveOf(JumbfReader.Read(PngLayout.ContentOf(png, chunk).ToArray()));
        if (manifest.Type is JumbfTypes.UpdateManifest or JumbfTypes.CompressedManifest)
        {
            _findings.Add("easel.manifest.unsupported", FindingOutcome.NotChecked, $"The manifest is {(manifest.Type == JumbfTypes.UpdateManifest ? "an update of another" : "compressed")}, which is not checked here.");
            return new CredentialsReport { Status = _findings.Status, Findings = _findings.All, Manifest = HarmlessText.Of(manifest.Label) };
        }

        JumbfBox claimBox = ClaimOf(manifest);
        ReadOnlyMemory<byte> signed = claimBox.CborContent();
        CborNode claim = CborTree.Read(signed, claimBox.Label);
        JumbfBox signature = JumbfUri.Resolve(claim["signature"]?.Text ?? "", manifest) is { Type: JumbfTypes.Signature } found
            ? found
            : throw new ProvenanceException("the claim names no signature that is there.");
        (bool? isSigned, SignerFacts signer) = new SignatureReader(_findings, trust, now).Check(signature.CborContent(), signed);

        IReadOnlyList<JumbfBox> sound = AssertionReader.Check(claim, manifest, _findings);
        bool? isBound = CheckBinding(manifest, sound, claim["alg"]?.Text, png, layout, chunk);
        CreatedAction? created = ReadActions(sound);
        return new CredentialsReport
        {
            Status = _findings.Status,
            Findings = _findings.All,
            BindingHolds = isBound,
            SignatureIsValid = isSigned,
            Signer = signer,
            Manifest = HarmlessText.Of(manifest.Label),
            Generator = GeneratorOf(claim),
            SourceType = created?.SourceType is string source ? HarmlessText.Of(source) : null,
            When = created?.When,
            Claim = sound.FirstOrDefault(box => box.Label == Labels.Generation) is JumbfBox own ? GenerationAssertion.Read(Tree(own), created ?? new CreatedAction(null, null)) : null,
        };
    }

    private static JumbfBox ActiveOf(JumbfBox store)
        => store is { Type: JumbfTypes.Store, Label: JumbfTypes.Store }
            ? store.Superboxes.LastOrDefault(box => s_kinds.Contains(box.Type)) ?? throw new ProvenanceException("there is no manifest in the manifest store.")
            : throw new ProvenanceException($"the outermost box is '{store.Label}' of type {store.Type}, not a manifest store.");

    private static JumbfBox ClaimOf(JumbfBox manifest)
    {
        JumbfBox[] claims = [.. manifest.Superboxes.Where(box => box.Type == JumbfTypes.Claim)];
        return claims is [{ Label: Labels.Claim or Labels.OldClaim } only] ? only : throw new ProvenanceException($"the manifest has {claims.Length} claims, or one of an unknown version; one {Labels.Claim} is wanted.");
    }

    /// <summary>Whether the file is the one that was signed; none if that is told in a way that is not checked here.</summary>
    private bool? CheckBinding(JumbfBox manifest, IReadOnlyList<JumbfBox> sound, string? algorithm, ReadOnlySpan<byte> png, PngLayout layout, ChunkPlace chunk)
    {
        JumbfBox[] bindings = [.. manifest.Find(Labels.Assertions)!.Superboxes.Where(box => box.Label.StartsWith(Labels.HashPrefix, StringComparison.Ordinal))];
        if (bindings is not [JumbfBox only])
        {
            _findings.Add(bindings.Length == 0 ? "claim.hardBindings.missing" : "assertion.multipleHardBindings", FindingOutcome.Fails, $"The manifest is bound to its file {bindings.Length} times; once is wanted.");
            return false;
        }

        if (only.Label != Labels.DataHash)
        {
            _findings.Add("easel.binding.unsupported", FindingOutcome.NotChecked, $"The manifest is bound to its file by {only.Label}, which is not checked here.");
            return null;
        }

        // One that was changed is among the findings already, and says nothing.
        return sound.Contains(only, ReferenceEqualityComparer.Instance) && BindingReader.Check(DataHash.Read(Tree(only)), algorithm, png, layout, chunk, _findings);
    }

    private CreatedAction? ReadActions(IReadOnlyList<JumbfBox> sound)
    {
        JumbfBox? actions = sound.FirstOrDefault(box => box.Label is Labels.Actions or Labels.OldActions);
        if (actions is null)
        {
            _findings.Add("assertion.action.malformed", FindingOutcome.Fails, "The manifest does not tell, by an assertion that holds, how the picture began (actions).");
            return null;
        }

        return CreatedAction.Read(Tree(actions));
    }

    private static string? GeneratorOf(CborNode claim)
    {
        // A map; in claims of version 1 a list of maps, or a text beside it.
        CborNode? told = claim["claim_generator_info"];
        CborNode? first = told?.Items is [CborNode one, ..] ? one : told;
        string? name = first?["name"]?.Text ?? claim["claim_generator"]?.Text;
        return name is null ? null : HarmlessText.Of($"{name} {first?["version"]?.Text}".TrimEnd());
    }

    private static CborNode Tree(JumbfBox assertion) => CborTree.Read(assertion.CborContent(), assertion.Label);
}
