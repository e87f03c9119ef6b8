using System.Buffers.Binary;
using Easel.Fuzzing.Engine;
using Easel.Provenance;
using Easel.Provenance.Cbor;
using Easel.Provenance.Jumbf;
using Easel.Provenance.Manifests;
using Easel.Provenance.Png;
using Easel.Provenance.Reading;

namespace Easel.Fuzzing.Targets;

/// <summary>A whole PNG file with a signed manifest, or what looks like one: whatever it holds is told in a report, and nothing is thrown.</summary>
internal sealed class ContentCredentialsTarget : FuzzTarget
{
    private readonly Lazy<TrustAnchors> _trust = new(() => TrustAnchors.Load(SignedFiles.PathOf("trusted.pem")));

    public override string Name => "content-credentials";

    public override IReadOnlyList<Type> Refusals => [];

    public override int MaxLength => 8192;

    // The manifest is copied, its texts have letters of two bytes, and each value of CBOR is an object.
    public override long AllocationPerByte => 1024;

    public override IEnumerable<byte[]> Seeds => SignedFiles.Pictures;

    public override IReadOnlyList<byte[]> Tokens =>
    [
        .. Words("caBX", "jumb", "jumd", "cbor", "c2pa", "c2ma", "c2um", "c2cs", "c2cl", "c2as", "c2pa.claim.v2", "c2pa.signature", "c2pa.hash.data", "c2pa.actions.v2", "self#jumbf=", "/", "sha256", "sha384", "sha512", "exclusions", "start", "length",
            "hash", "alg", "pad", "x5chain", "sigTst", "iTXt", "IEND"), PngParts.Chunk("IEND"), [0x18, 0x21], [0xD2, 0x84], [0xF6], [0x82], [0xA0], [0x58, 0x20], [0x1A], [0x3B, 255, 255, 255, 255, 255, 255, 255, 255], [0x9F], [0xFF], [0, 0, 0, 1], [0, 0, 0, 0],
    ];

    public override void Read(byte[] input)
    {
        // Chains take their time: one in four is built.
        CredentialsReport report = ContentCredentials.Read(input, input.Length % 4 == 0 ? _trust.Value : null, SignedFiles.Now);
        Promise(report.Describe().All(line => !line.Any(char.IsControl)), "lines are harmless to a terminal");
        Promise(report.Status != CredentialsStatus.Valid || (report.BindingHolds == true && report.SignatureIsValid == true), "what is valid is signed and bound");
    }

    /// <inheritdoc/>
    public override byte[] Repair(byte[] input, FuzzRandom random)
    {
        int start = input.AsSpan().IndexOf("caBX"u8) - 4;
        int end = input.AsSpan().LastIndexOf("IDAT"u8) - 4;
        if (start >= 8 && end >= start + 20)
        {
            BinaryPrimitives.WriteInt32BigEndian(input.AsSpan(start), end - start - 12);
            BinaryPrimitives.WriteInt32BigEndian(input.AsSpan(start + 8), end - start - 12);
        }

        PngParts.RepairChecksums(input);
        return input;
    }
}

/// <summary>JUMBF boxes, and references to them.</summary>
internal sealed class JumbfTarget : FuzzTarget
{
    public override string Name => "jumbf";

    public override IReadOnlyList<Type> Refusals => [typeof(ProvenanceException)];

    // A box of eight bytes is an object with two lists.
    public override long AllocationPerByte => 256;

    public override IEnumerable<byte[]> Seeds => SignedFiles.Pictures.Select(SignedFiles.ManifestOf);

    public override IReadOnlyList<byte[]> Tokens => [.. Words("jumb", "jumd", "cbor", "json", "free", "bfdb", "c2pa", "c2ma", "c2as"), [0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 8], [3], [7], [0x0F], [0x1F], [0, 0, 0, 8, .. "free"u8]];

    public override void Read(byte[] input)
    {
        JumbfBox store = JumbfReader.Read(input);
        foreach (JumbfBox manifest in store.Superboxes)
        {
            foreach (string uri in (string[])["self#jumbf=c2pa.assertions", $"self#jumbf=/c2pa/{manifest.Label}/c2pa.signature", "self#jumbf=a/b/c/d/e/f/g/h/i/j/k/l/m/n", manifest.Label])
            {
                _ = JumbfUri.Resolve(uri, manifest);
            }
        }
    }

    /// <inheritdoc/>
    public override byte[] Repair(byte[] input, FuzzRandom random)
    {
        if (input.Length >= 8)
        {
            BinaryPrimitives.WriteInt32BigEndian(input, input.Length);
        }

        return input;
    }
}

/// <summary>CBOR, as a claim, as each of the assertions, and as a signature: what stands behind hashes in a manifest.</summary>
internal sealed class ManifestPartsTarget : FuzzTarget
{
    private readonly Lazy<(byte[] Png, PngLayout Layout)> _picture = new(() => (SignedFiles.Pictures[0], PngLayout.Of(SignedFiles.Pictures[0])));

    public override string Name => "manifest-parts";

    public override IReadOnlyList<Type> Refusals => [];

    // A number of one byte is an object of nine fields.
    public override long AllocationPerByte => 512;

    public override IEnumerable<byte[]> Seeds => SignedFiles.Pictures.SelectMany(SignedFiles.PartsOf);

    public override IReadOnlyList<byte[]> Tokens =>
    [
        .. Words("exclusions", "start", "length", "hash", "alg", "sha256", "sha512", "pad", "name", "actions", "action", "c2pa.created", "when", "digitalSourceType", "format", "engine", "prompt", "text", "seed", "latentSha256", "pictureSha256", "url", "x5chain",
            "18446744073709551616", "-1", "9999-12-31T23:59:59-14:00"), [0xC0], [0xD2, 0x84], [0xF6], [0xF7], [0xF9, 0x7C, 0], [0x80], [0x81], [0xA1], [0x9F], [0xBF], [0xFF], [0x5F], [0x7F], [0x1B, 255, 255, 255, 255, 255, 255, 255, 255],
        [0x3B, 255, 255, 255, 255, 255, 255, 255, 255], [0x9B, 0, 0, 0, 1, 0, 0, 0, 0], [0xBB, 127, 255, 255, 255, 255, 255, 255, 255], [0x62, 0xC3, 0x28], [0x18, 0x21],
    ];

    public override void Read(byte[] input)
    {
        if (Reading(() => CborTree.Read(input, "it")) is not CborNode node)
        {
            return;
        }

        Findings findings = new();
        CreatedAction? created = Reading(() => CreatedAction.Read(node));
        GenerationClaim? claim = Reading(() => GenerationAssertion.Read(node, created ?? new CreatedAction(null, null)));
        _ = Reading(() => HashedUri.Read(node));
        (byte[] png, PngLayout layout) = _picture.Value;
        _ = Reading(() => DataHash.Read(node) is DataHash binding ? (object)BindingReader.Check(binding, "sha256", png, layout, layout.Manifests.Single(), findings) : null);
        _ = Reading(() => (object)new SignatureReader(findings, trust: null, SignedFiles.Now).Check(input, "claim"u8.ToArray()));
        CredentialsReport report = new() { Status = CredentialsStatus.Invalid, Findings = findings.All, Claim = claim, When = created?.When, SourceType = created?.SourceType };
        Promise(report.Describe().Count > 0, "a report has a first line");
    }

    /// <summary>What is read; none if it is refused.</summary>
    private static T? Reading<T>(Func<T?> read) where T : class
    {
        try
        {
            return read();
        }
        catch (ProvenanceException)
        {
            return null;
        }
    }
}
