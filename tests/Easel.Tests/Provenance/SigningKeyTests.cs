using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Easel.Provenance;
using Easel.Provenance.Keys;

namespace Easel.Tests.Provenance;

public sealed class SigningKeyTests : IDisposable
{
    // anyExtendedKeyUsage, id-kp-timeStamping, id-kp-serverAuth: RFC 5280, section 4.2.1.12
    private const string AnyUse = "2.5.29.37.0";
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";

    private readonly SignedPictures _files = new();
    private readonly TestCertificates _certificates = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Theory]
    [InlineData("KEY.crt")]
    [InlineData("KEY.cer")]
    [InlineData("KEY.chain.pem")]
    public void Certificates_may_lie_beside_the_key(string beside)
    {
        string key = _files.Write("KEY.pem", _key.ExportECPrivateKeyPem());
        _files.Write(beside, _certificates.Signer(_key).ExportCertificatePem(), _certificates.Authority.ExportCertificatePem());

        using SigningKey loaded = Load(key);

        Assert.Equal(("ES256", 2, "CN=Test signer", false), (loaded.Algorithm, loaded.ChainLength, loaded.Certificate.Subject, loaded.IsSelfMade));
    }

    [Fact]
    public void A_leaf_and_its_authorities_may_lie_in_two_files()
    {
        string key = _files.Write("KEY.pem", _key.ExportPkcs8PrivateKeyPem());
        _files.Write("KEY.crt", _certificates.Signer(_key).ExportCertificatePem());
        _files.Write("KEY.chain.pem", _certificates.Authority.ExportCertificatePem(), _certificates.Root.ExportCertificatePem());

        using SigningKey loaded = Load(key);

        Assert.Equal(2, loaded.ChainLength);
    }

    [Fact]
    public void An_encrypted_key_wants_its_passphrase()
    {
        PbeParameters quick = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 1000);
        string path = _files.Write("KEY.pem", _key.ExportEncryptedPkcs8PrivateKeyPem("hush", quick), _certificates.Signer(_key).ExportCertificatePem());

        using SigningKey loaded = SigningKey.Load(path, "hush", TestCertificates.Now);

        Assert.Equal("ES256", loaded.Algorithm);
        Assert.Equal($"{path}: the key is encrypted. Put its passphrase into the environment variable EASEL_SIGN_PASSPHRASE.", Assert.Throws<ProvenanceException>(() => Load(path)).Message);
        Assert.StartsWith($"{path}: the key cannot be decrypted with the passphrase", Assert.Throws<ProvenanceException>(() => SigningKey.Load(path, "other", TestCertificates.Now)).Message);
    }

    [Fact]
    public void Files_that_are_no_key_are_refused_with_their_name()
    {
        string plain = _key.ExportPkcs8PrivateKeyPem();
        using var koblitz = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        using var weak = RSA.Create(1024);

        Refuses(_files.PathOf("missing.pem"), "there is no such file.");
        Refuses(_files.Write("text.pem", "hello"), "there is neither a private key nor a certificate in it.");
        Refuses(_files.Write("certificate.pem", _certificates.Root.ExportCertificatePem()), "there are certificates in it, but no private key.");
        Refuses(_files.Write("two.pem", plain, plain), "there are 2 private keys in it; one is wanted.");
        Refuses(_files.Write("alone.pem", plain), "there is a private key in it, but no certificate, and none beside it (alone.crt, alone.cer, alone.chain.pem).");
        Refuses(_files.Write("old.pem", "-----BEGIN RSA PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED", "", "AAAA", "-----END RSA PRIVATE KEY-----"), "the key is encrypted in the old way of OpenSSL");
        Refuses(_files.Write("damaged.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"), "the private key is damaged, or neither an EC nor an RSA key");
        Refuses(_files.Write("koblitz.pem", koblitz.ExportPkcs8PrivateKeyPem()), "it is an EC key on another curve of 256 bits.");
        Refuses(_files.Write("weak.pem", weak.ExportPkcs8PrivateKeyPem()), "it is an RSA key of 1024 bits.");
        Refuses(_files.Write("damaged-certificate.pem", plain, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"), "a certificate in it is damaged");
        Refuses(_files.PathOf("."), "it is a folder.");
    }

    [Fact]
    public void A_key_that_does_not_fit_its_certificate_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Refuses(Save(_certificates.Signer(other)), "the key fits none of the certificates in ");
    }

    /// <summary>C2PA 2.2, section 14.5.1.1.</summary>
    [Fact]
    public void Certificates_that_C2PA_does_not_let_sign_are_refused()
    {
        RefusesSigner("is an authority's (CA)", TestCertificates.IsAuthority);
        RefusesSigner("allows no use of its key (Key Usage)", _ => { });
        RefusesSigner("allows KeyEncipherment (Key Usage)", request => TestCertificates.Uses(request, X509KeyUsageFlags.KeyEncipherment, CertificateRules.MailProtection));
        RefusesSigner("is for no named purpose (Extended Key Usage)", request => TestCertificates.Uses(request, X509KeyUsageFlags.DigitalSignature));
        RefusesSigner($"is for {ServerUse} (Extended Key Usage)", request => TestCertificates.Uses(request, X509KeyUsageFlags.DigitalSignature, ServerUse));
        RefusesSigner("is for any purpose", request => TestCertificates.Uses(request, X509KeyUsageFlags.DigitalSignature, CertificateRules.MailProtection, AnyUse));
        RefusesSigner("is for any purpose, for time-stamping", request => TestCertificates.Uses(request, X509KeyUsageFlags.DigitalSignature, TimeStamping));
    }

    [Theory]
    [InlineData(-2, -1, "expired on 2026-11-25.")]
    [InlineData(1, 2, "is not valid before 2026-11-27.")]
    public void Certificates_out_of_their_time_are_refused(int from, int to, string problem)
    {
        X509Certificate2 certificate = TestCertificates.Make("Test signer", _key, _certificates.Authority, TestCertificates.IsSigner, TestCertificates.Now.AddDays(from), TestCertificates.Now.AddDays(to));

        Refuses(Save(certificate), problem);
    }

    [Theory]
    [InlineData(CertificateRules.ClaimSigning)]
    [InlineData(CertificateRules.DocumentSigning)]
    [InlineData(CertificateRules.MailProtection)]
    public void Each_purpose_of_signers_will_do(string purpose)
    {
        string path = Save(TestCertificates.Make("Test signer", _key, _certificates.Authority, request => TestCertificates.Uses(request, X509KeyUsageFlags.DigitalSignature, purpose)));

        using SigningKey loaded = Load(path);

        Assert.Equal(1, loaded.ChainLength);
    }

    public void Dispose()
    {
        _files.Dispose();
        _certificates.Dispose();
        _key.Dispose();
    }

    private static SigningKey Load(string path) => SigningKey.Load(path, null, TestCertificates.Now);

    private static void Refuses(string path, string problem)
    {
        string message = Assert.Throws<ProvenanceException>(() => Load(path)).Message;
        Assert.StartsWith(path, message);
        Assert.Contains(problem, message);
    }

    private void RefusesSigner(string problem, Action<CertificateRequest> extend) => Refuses(Save(TestCertificates.Make("Test signer", _key, _certificates.Authority, extend)), $"the certificate CN=Test signer {problem}");

    private string Save(X509Certificate2 certificate) => _files.Write("signer.pem", _key.ExportPkcs8PrivateKeyPem(), certificate.ExportCertificatePem());
}
