using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Easel.Provenance;
using Easel.Provenance.Cbor;
using Easel.Provenance.Jumbf;
using Easel.Provenance.Keys;
using Easel.Provenance.Reading;

namespace Easel.Tests.Provenance;

/// <summary>What is written, against the C2PA technical specification 2.2; names and numbers are the specification's.</summary>
public sealed class ManifestRulesTests : IDisposable
{
    // 4 + 4: length and type before a box's content (ISO 19566-5)
    private const int BoxHeader = 8;

    private readonly SignedPictures _pictures = new();

    /// <summary>Sections A.3.2 and 18.5.4.</summary>
    [Fact]
    public void The_chunk_stands_before_the_pixels_and_is_all_that_the_file_gains()
    {
        byte[] signed = Sign();

        (int start, int length) = SignedPictures.ChunkOf(signed);
        Assert.Equal(SignedPictures.Plain, (byte[])[.. signed[..start], .. signed[(start + length)..]]);
        Assert.Equal("IDAT", Encoding.ASCII.GetString(signed, start + length + 4, 4));
        Assert.Equal("caBX", Encoding.ASCII.GetString(signed, start + 4, 4));
    }

    /// <summary>Sections 8.1 and 11.1.4.</summary>
    [Fact]
    public void Boxes_have_the_labels_and_types_of_the_specification()
    {
        JumbfBox store = StoreOf(Sign());

        JumbfBox manifest = Assert.Single(store.Superboxes);
        Assert.Equal(("c2pa", "63327061-0011-0010-8000-00aa00389b71"), (store.Label, UuidOf(store)));
        Assert.Equal("63326d61-0011-0010-8000-00aa00389b71", UuidOf(manifest));
        Assert.Matches(new Regex("^urn:c2pa:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"), manifest.Label);
        Assert.Equal(["c2pa.assertions", "c2pa.claim.v2", "c2pa.signature"], manifest.Superboxes.Select(box => box.Label));
        Assert.Equal(
            ["63326173-0011-0010-8000-00aa00389b71", "6332636c-0011-0010-8000-00aa00389b71", "63326373-0011-0010-8000-00aa00389b71"],
            manifest.Superboxes.Select(UuidOf));
        Assert.Equal(["c2pa.actions.v2", "c2pa.hash.data", "org.easel.generation"], manifest.Superboxes[0].Superboxes.Select(box => box.Label));
        Assert.All(manifest.Superboxes[0].Superboxes, box => Assert.Equal("63626f72-0011-0010-8000-00aa00389b71", UuidOf(box)));
    }

    /// <summary>Sections 10.2 and 8.4.2.3.</summary>
    [Fact]
    public void The_claim_names_all_assertions_by_reference_and_hash()
    {
        JumbfBox manifest = StoreOf(Sign()).Superboxes[0];
        CborNode claim = CborOf(manifest.Superboxes[1]);

        Assert.Equal(["alg", "signature", "instanceID", "created_assertions", "claim_generator_info"], claim.Map!.Select(pair => pair.Key.Text));
        Assert.Equal(("sha256", $"self#jumbf=/c2pa/{manifest.Label}/c2pa.signature"), (claim["alg"]!.Text, claim["signature"]!.Text));
        Assert.Equal(("Easel", "0.1.0"), (claim["claim_generator_info"]!["name"]!.Text, claim["claim_generator_info"]!["version"]!.Text));
        Assert.All(claim["created_assertions"]!.Items!.Zip(manifest.Superboxes[0].Superboxes), pair =>
        {
            Assert.Equal($"self#jumbf=c2pa.assertions/{pair.Second.Label}", pair.First["url"]!.Text);
            Assert.Equal(SHA256.HashData(pair.Second.Content.Span), pair.First["hash"]!.Bytes);
        });
    }

    /// <summary>Section 18.5.</summary>
    [Fact]
    public void The_hard_binding_hashes_all_but_the_chunk_and_needs_no_padding()
    {
        byte[] signed = Sign();
        CborNode binding = CborOf(StoreOf(signed).Superboxes[0].Superboxes[0].Superboxes[1]);

        (int start, int length) = SignedPictures.ChunkOf(signed);
        CborNode range = Assert.Single(binding["exclusions"]!.Items!);
        Assert.Equal((start, length), ((int)range["start"]!.Integer!, (int)range["length"]!.Integer!));
        Assert.Equal(SHA256.HashData(SignedPictures.Plain), binding["hash"]!.Bytes);
        Assert.Empty(binding["pad"]!.Bytes!);
    }

    /// <summary>Sections 18.14.4 and 18.14.3.</summary>
    [Theory]
    [InlineData(SourceKind.Model, "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia")]
    [InlineData(SourceKind.ModelAndPicture, "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia")]
    public void The_first_action_is_that_a_model_created_the_picture(SourceKind source, string term)
    {
        using SigningKey key = _pictures.SelfMade();
        byte[] signed = ContentCredentials.Sign(SignedPictures.Plain, SignedPictures.Claim with { Source = source }, key);
        CborNode action = Assert.Single(CborOf(StoreOf(signed).Superboxes[0].Superboxes[0].Superboxes[0])["actions"]!.Items!);

        Assert.Equal(("c2pa.created", term), (action["action"]!.Text, action["digitalSourceType"]!.Text));
        Assert.Equal((0ul, "2026-11-26T12:00:00Z"), (action["when"]!.Tag, action["when"]!.Text)); // tag 0: RFC 8949, section 3.4.1
    }

    /// <summary>Section 13.2; numbers of RFC 9053 and RFC 9360.</summary>
    [Theory]
    [InlineData(KeyCurve.P256, -7, 64)]
    [InlineData(KeyCurve.P384, -35, 96)]
    [InlineData(KeyCurve.P521, -36, 132)]
    public void The_signature_is_a_tagged_COSE_Sign1_with_its_certificate_protected(KeyCurve curve, int algorithm, int bytes)
    {
        using SigningKey key = _pictures.SelfMade(curve);
        byte[] signed = ContentCredentials.Sign(SignedPictures.Plain, SignedPictures.Claim, key);
        CborNode cose = CborOf(StoreOf(signed).Superboxes[0].Superboxes[2]);

        CborNode closed = CborTree.Read(cose.Items![0].Bytes!, "header");
        Assert.Equal(18ul, cose.Tag);
        Assert.Equal([1, 33], closed.Map!.Select(pair => (int)pair.Key.Integer!));
        Assert.Equal((algorithm, bytes), ((int)closed[1]!.Integer!, cose.Items[3].Bytes!.Length));
        Assert.Equal(key.Certificate.RawData, closed[33]!.Bytes);
        Assert.Empty(cose.Items[1].Map!);
        Assert.Equal(new CborNode(), cose.Items[2]); // nil: the claim is not in it
    }

    /// <summary>Section 14.5: the root is left out, the authority below it is not.</summary>
    [Fact]
    public void A_chain_goes_along_in_order_without_its_root()
    {
        using TestCertificates certificates = new();
        using SigningKey key = _pictures.WithChain(certificates);
        byte[] signed = ContentCredentials.Sign(SignedPictures.Plain, SignedPictures.Claim, key);

        CborNode closed = CborTree.Read(CborOf(StoreOf(signed).Superboxes[0].Superboxes[2]).Items![0].Bytes!, "header");
        Assert.Equal(-37, (int)closed[1]!.Integer!); // PS256: RFC 8230
        Assert.Equal([key.Certificate.RawData, certificates.Authority.RawData], closed[33]!.Items!.Select(item => item.Bytes!));
    }

    /// <summary>Sections 10.1 and 18.1: RFC 8949, section 4.2.1.</summary>
    [Fact]
    public void Claim_and_assertions_are_deterministic_CBOR()
    {
        JumbfBox manifest = StoreOf(Sign()).Superboxes[0];

        Assert.All(manifest.Superboxes[0].Superboxes.Append(manifest.Superboxes[1]), box =>
        {
            CborReader reader = new(box.CborContent(), CborConformanceMode.Canonical);
            reader.SkipValue();
            Assert.Equal(0, reader.BytesRemaining);
        });
    }

    /// <summary>The chunk's length stands in the chunk; where its number takes more bytes, the chunk grows too.</summary>
    [Fact]
    public void The_binding_holds_around_lengths_whose_number_grows()
    {
        using SigningKey key = _pictures.SelfMade();
        int before = SignedPictures.ChunkOf(SignWith(key, 60_000)).Length - 60_000;

        for (int wanted = ushort.MaxValue - 6; wanted <= ushort.MaxValue + 6; wanted++)
        {
            byte[] signed = SignWith(key, wanted - before);
            Assert.Equal(CredentialsStatus.Valid, ContentCredentials.Read(signed, null, TestCertificates.Now).Status);
        }
    }

    [Fact]
    public void Only_hashes_are_told_of_a_private_prompt()
    {
        using SigningKey key = _pictures.SelfMade();
        GenerationClaim claim = SignedPictures.Claim with { Prompt = ClaimedPrompt.Hidden("a secret"), NegativePrompt = ClaimedPrompt.Hidden("another secret") };

        byte[] signed = ContentCredentials.Sign(SignedPictures.Plain, claim, key);

        Assert.True(signed.AsSpan().IndexOf("secret"u8) < 0);

        // printf 'a secret' | sha256sum
        ClaimedPrompt? read = ContentCredentials.Read(signed, null, TestCertificates.Now).Claim!.Prompt;
        Assert.Equal(new ClaimedPrompt(null, "984ca5162200734c592148f1820b71057f098573d138666b48663e4e30cd8d3a"), read);
    }

    public void Dispose() => _pictures.Dispose();

    private byte[] Sign()
    {
        using SigningKey key = _pictures.SelfMade();
        return ContentCredentials.Sign(SignedPictures.Plain, SignedPictures.Claim, key);
    }

    private static byte[] SignWith(SigningKey key, int promptLength)
        => ContentCredentials.Sign(SignedPictures.Plain, SignedPictures.Claim with { Prompt = ClaimedPrompt.Open(new string('x', promptLength)) }, key);

    private static JumbfBox StoreOf(byte[] signed)
    {
        (int start, int length) = SignedPictures.ChunkOf(signed);
        return JumbfReader.Read(signed.AsMemory(start + 8, length - 12));
    }

    private static CborNode CborOf(JumbfBox box) => CborTree.Read(box.CborContent(), box.Label);

    /// <summary>The type of a box, as it stands in its description.</summary>
    private static string UuidOf(JumbfBox box) => new Guid(box.Content.Span.Slice(BoxHeader, 16), bigEndian: true).ToString();
}
