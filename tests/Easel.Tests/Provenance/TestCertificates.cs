using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Easel.Provenance.Keys;

namespace Easel.Tests.Provenance;

/// <summary>Certificates made for a test: a root, an authority below it, and whatever signer a test wants.</summary>
internal sealed class TestCertificates : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    public TestCertificates()
    {
        Root = Make("Test root", RootKey, issuer: null, IsAuthority);
        Authority = Make("Test authority", AuthorityKey, Root, IsAuthority).CopyWithPrivateKey(AuthorityKey);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Authority { get; }

    private ECDsa RootKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private ECDsa AuthorityKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A signer as C2PA wants one.</summary>
    public X509Certificate2 Signer(AsymmetricAlgorithm key) => Make("Test signer", key, Authority, IsSigner);

    /// <summary>A certificate with the extensions of a test, from a year before to a year after <see cref="Now"/> unless told otherwise.</summary>
    public static X509Certificate2 Make(string name, AsymmetricAlgorithm key, X509Certificate2? issuer, Action<CertificateRequest> extend, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        CertificateRequest request = key is RSA rsa
            ? new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", (ECDsa)key, HashAlgorithmName.SHA256);
        extend(request);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        if (issuer is not null)
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        }

        (DateTimeOffset first, DateTimeOffset last) = (from ?? Now.AddYears(-1), to ?? Now.AddYears(1));
        return issuer is null
            ? request.CreateSelfSigned(first, last)
            : request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!), first, last, [0x40, .. RandomNumberGenerator.GetBytes(8)]);
    }

    public static void IsAuthority(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
    }

    public static void IsSigner(CertificateRequest request) => Uses(request, X509KeyUsageFlags.DigitalSignature, CertificateRules.MailProtection);

    public static void Uses(CertificateRequest request, X509KeyUsageFlags usage, params string[] purposes)
    {
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        if (purposes.Length > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. purposes.Select(purpose => new Oid(purpose))], critical: false));
        }
    }

    public void Dispose()
    {
        Root.Dispose();
        Authority.Dispose();
        RootKey.Dispose();
        AuthorityKey.Dispose();
    }
}
