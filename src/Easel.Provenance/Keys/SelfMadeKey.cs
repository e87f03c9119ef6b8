using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Easel.Provenance.Keys;

/// <summary>Keys that one makes oneself, with a certificate that one signs oneself: they tell that pictures have one signer, not who that is.</summary>
public static class SelfMadeKey
{
    /// <summary>What encrypted keys are stretched by: OWASP's number for PBKDF2 with SHA-256, 2023.</summary>
    private const int Iterations = 600_000;

    /// <summary>A new key and certificate as a PEM file.</summary>
    /// <param name="name">Whom the certificate names; nobody checks it. 1 to 64 characters (X.520's bound of common names).</param>
    /// <param name="curve">A curve that C2PA allows.</param>
    /// <param name="from">When it begins to be valid.</param>
    /// <param name="days">For how many days.</param>
    /// <param name="passphrase">What to encrypt the key with; not encrypted if there is none.</param>
    public static string Create(string name, KeyCurve curve, DateTimeOffset from, int days, string? passphrase)
    {
        using var key = ECDsa.Create(curve switch { KeyCurve.P384 => ECCurve.NamedCurves.nistP384, KeyCurve.P521 => ECCurve.NamedCurves.nistP521, _ => ECCurve.NamedCurves.nistP256 });
        using X509Certificate2 certificate = RequestFor(name, key).CreateSelfSigned(from, from.AddDays(days));
        string keyText = string.IsNullOrEmpty(passphrase)
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations));
        return $"{keyText}\n{certificate.ExportCertificatePem()}\n";
    }

    private static CertificateRequest RequestFor(string name, ECDsa key)
    {
        X500DistinguishedNameBuilder subject = new();
        subject.AddCommonName(name);
        CertificateRequest request = new(subject.Build(), key, SigningAlgorithm.For(key)!.Hash);
        X509SubjectKeyIdentifierExtension own = new(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(CertificateRules.DocumentSigning), new Oid(CertificateRules.MailProtection)], critical: false));
        request.CertificateExtensions.Add(own);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(own));
        return request;
    }
}

/// <summary>The curves of EC keys that C2PA allows.</summary>
public enum KeyCurve
{
    /// <summary>For ES256.</summary>
    P256,

    /// <summary>For ES384.</summary>
    P384,

    /// <summary>For ES512.</summary>
    P521,
}
