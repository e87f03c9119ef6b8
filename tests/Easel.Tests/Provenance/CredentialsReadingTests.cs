using Easel.Imaging.Png;
using Easel.Provenance;
using Easel.Provenance.Cbor;
using Easel.Provenance.Jumbf;
using Easel.Provenance.Keys;
using Easel.Provenance.Reading;
using Easel.Tests.Imaging;

namespace Easel.Tests.Provenance;

public sealed class CredentialsReadingTests : IDisposable
{
    private readonly SignedPictures _pictures = new();

    [Theory]
    [InlineData(KeyCurve.P256, "ES256")]
    [InlineData(KeyCurve.P384, "ES384")]
    [InlineData(KeyCurve.P521, "ES512")]
    public void What_is_signed_is_read_again(KeyCurve curve, string algorithm)
    {
        using SigningKey key = _pictures.SelfMade(curve);

        CredentialsReport report = Read(ContentCredentials.Sign(SignedPictures.Plain, SignedPictures.Claim, key));

        Assert.Equal((CredentialsStatus.Valid, true, true), (report.Status, report.BindingHolds, report.SignatureIsValid));
        Assert.Equal(("Easel 0.1.0", TestCertificates.Now), (report.Generator, report.When));
        Assert.Equal((algorithm, "CN=Test", true, SignerTrust.NotJudged), (report.Signer!.Algorithm, report.Signer.Subject, report.Signer.IsSelfMade, report.Signer.Trust));
        Assert.Equal(SignedPictures.Claim.Digests!.Latents, report.Claim!.Digests!.Latents);
        Assert.Equal(SignedPictures.Claim with { Digests = null }, report.Claim with { Digests = null });
    }

    [Fact]
    public void The_signed_file_is_a_picture_as_before()
    {
        PngPicture plain = PngFile.Decode(SignedPictures.Plain, "plain");
        PngPicture signed = PngFile.Decode(Sign(), "signed");

        Assert.Equal(plain.Image.Pixels.ToArray(), signed.Image.Pixels.ToArray());
        Assert.Equal(plain.Texts, signed.Texts);
    }

    [Fact]
    public void A_file_without_manifest_or_no_picture_at_all_is_told_as_that()
    {
        Assert.Equal(["No Content Credentials (C2PA manifest)."], Read(SignedPictures.Plain).Describe());
        Assert.Equal(["Content Credentials: cannot be read: it is not a PNG file: the first eight bytes are others."], Read("GIF89a"u8.ToArray()).Describe());
        Assert.Equal(["Content Credentials: cannot be read: a JUMBF box wants a header of 8 bytes, but 0 are left."], Read(SignedPictures.WithContent([])).Describe());
    }

    [Fact]
    public void A_changed_byte_outside_the_manifest_breaks_the_binding_and_nothing_else()
    {
        byte[] signed = Sign();
        signed[signed.AsSpan().IndexOf("IDAT"u8) + 10] ^= 1;

        CredentialsReport report = Read(signed);

        Assert.Equal((CredentialsStatus.Invalid, false, true), (report.Status, report.BindingHolds, report.SignatureIsValid));
        Assert.Equal("assertion.dataHash.mismatch", Assert.Single(report.Findings, finding => finding.Outcome == FindingOutcome.Fails).Code);
        Assert.Equal("Content Credentials: NOT VALID. Nothing that follows may be put down to the signer.", report.Describe()[0]);
    }

    [Fact]
    public void Every_changed_bit_of_a_manifest_is_noticed()
    {
        byte[] signed = Sign();
        (int start, int length) = SignedPictures.ChunkOf(signed);

        // One bit of every third byte: all of them take three times as long.
        for (int place = start + 8; place < start + length - 4; place += 3)
        {
            byte[] changed = [.. signed];
            changed[place] ^= (byte)(1 << (place % 8));
            Assert.True(Read(SignedPictures.Repair(changed)).Status is CredentialsStatus.Malformed or CredentialsStatus.Invalid, $"A bit of byte {place - start} was changed, and nothing noticed.");
        }
    }

    [Fact]
    public void A_manifest_of_another_picture_does_not_fit()
    {
        byte[] signed = Sign();
        (int start, int length) = SignedPictures.ChunkOf(signed);
        byte[] other = PngFile.Encode(TestPictures.Gradient(16, 9), new PngText("parameters", "a red fox"));
        int place = other.AsSpan().IndexOf("IDAT"u8) - 4;

        CredentialsReport report = Read([.. other[..place], .. signed.AsSpan(start, length), .. other[place..]]);

        Assert.Equal((CredentialsStatus.Invalid, false, true), (report.Status, report.BindingHolds, report.SignatureIsValid));
    }

    [Fact]
    public void Files_with_a_manifest_are_not_signed_again_and_two_manifests_do_not_count()
    {
        using SigningKey key = _pictures.SelfMade();
        byte[] signed = ContentCredentials.Sign(SignedPictures.Plain, SignedPictures.Claim, key);
        (int start, int length) = SignedPictures.ChunkOf(signed);

        Assert.Throws<ProvenanceException>(() => ContentCredentials.Sign(signed, SignedPictures.Claim, key));
        Assert.Contains("2 manifest stores", Read([.. signed[..start], .. signed.AsSpan(start, length), .. signed[start..]]).Problem);
    }

    [Fact]
    public void Trust_is_judged_by_the_users_file_alone()
    {
        using TestCertificates certificates = new();
        using TestCertificates others = new();
        using SigningKey key = _pictures.WithChain(certificates);
        byte[] signed = ContentCredentials.Sign(SignedPictures.Plain, SignedPictures.Claim, key);
        var root = TrustAnchors.Load(_pictures.Write("root.pem", certificates.Root.ExportCertificatePem()));
        var own = TrustAnchors.Load(_pictures.Write("own.pem", key.Certificate.ExportCertificatePem()));
        var other = TrustAnchors.Load(_pictures.Write("other.pem", others.Root.ExportCertificatePem()));

        Assert.Equal(SignerTrust.NotJudged, Read(signed).Signer!.Trust);
        Assert.Contains("CN=Test authority as its authority: the chain is not checked without a trust file", Read(signed).Describe()[1]);
        Assert.Equal(SignerTrust.Trusted, ContentCredentials.Read(signed, root, TestCertificates.Now).Signer!.Trust);
        Assert.Equal(SignerTrust.Trusted, ContentCredentials.Read(signed, own, TestCertificates.Now).Signer!.Trust);
        Assert.Equal(SignerTrust.Untrusted, ContentCredentials.Read(signed, other, TestCertificates.Now).Signer!.Trust);
    }

    [Fact]
    public void Without_a_time_stamp_a_signature_ends_with_its_certificate()
    {
        CredentialsReport report = ContentCredentials.Read(Sign(), trust: null, TestCertificates.Now.AddYears(1));

        Assert.Equal((CredentialsStatus.Invalid, true), (report.Status, report.SignatureIsValid));
        Assert.Equal("claimSignature.outsideValidity", Assert.Single(report.Findings, finding => finding.Outcome == FindingOutcome.Fails).Code);
    }

    [Fact]
    public void Nothing_in_a_manifest_reaches_the_terminal_as_a_command()
    {
        using SigningKey key = _pictures.SelfMade();
        GenerationClaim claim = SignedPictures.Claim with { Generator = "E\u001b[2J", Prompt = ClaimedPrompt.Open("fox\u001b]0;x\u0007\u202e") };

        IReadOnlyList<string> lines = Read(ContentCredentials.Sign(SignedPictures.Plain, claim, key)).Describe();

        Assert.Contains("  Prompt: fox\uFFFD]0;x\uFFFD\uFFFD", lines);
        Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
    }

    [Fact]
    public void No_bytes_make_it_throw()
    {
        byte[] signed = Sign();
        (int start, int length) = SignedPictures.ChunkOf(signed);
        Random random = new(11);

        for (int i = 0; i < 1500; i++)
        {
            byte[] content = signed.AsSpan(start + 8, length - 12).ToArray();
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                int from = random.Next(content.Length);
                content[from] = random.Next(4) switch { 0 => (byte)random.Next(256), 1 => 0xFF, 2 => 0, _ => (byte)(content[from] + 1) };
            }

            Assert.NotEqual(CredentialsStatus.None, Read(SignedPictures.WithContent(content.AsSpan(0, random.Next(3) == 0 ? random.Next(content.Length) : content.Length))).Status);
        }

        for (int cut = 0; cut < signed.Length; cut += 7)
        {
            Assert.Equal(CredentialsStatus.Malformed, Read(signed[..cut]).Status);
        }
    }

    [Fact]
    public void Boxes_and_values_within_each_other_have_an_end()
    {
        byte[] box = JumbfWriter.Superbox("c2pa", "c2pa");
        for (int i = 0; i < 100; i++)
        {
            box = JumbfWriter.Superbox("c2pa", "c2pa", box);
        }

        Assert.Equal("JUMBF superboxes lie within each other more than 12 deep.", Read(SignedPictures.WithContent(box)).Problem);

        // 1000 arrays of one element each; and one that says that it has 2^32 - 1, of which none is there.
        Assert.Throws<ProvenanceException>(() => CborTree.Read(Enumerable.Repeat((byte)0x81, 1000).Append((byte)0).ToArray(), "test"));
        Assert.Throws<ProvenanceException>(() => CborTree.Read(new byte[] { 0x9A, 0xFF, 0xFF, 0xFF, 0xFF }, "test"));
        Assert.Throws<ProvenanceException>(() => CborTree.Read(new byte[] { 0x9A, 0x00, 0x02, 0x00, 0x00 }.Concat(new byte[0x20000]).ToArray(), "test"));
    }

    public void Dispose() => _pictures.Dispose();

    private static CredentialsReport Read(byte[] png) => ContentCredentials.Read(png, trust: null, TestCertificates.Now);

    private byte[] Sign()
    {
        using SigningKey key = _pictures.SelfMade();
        return ContentCredentials.Sign(SignedPictures.Plain, SignedPictures.Claim, key);
    }
}
