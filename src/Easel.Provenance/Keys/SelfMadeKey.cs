using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Easel.Provenance.Keys;

/// <summary>Keys that one makes oneself. They tell that pictures have one signer, and that nothing was changed since; not who that is: nobody else vouches for the name.</summary>
/// <remarks>
/// Verifiers refuse certificates that are signed by their own key (c2pa-ts) or by nobody they know (all). So the certificate comes from an authority that is made for it,
/// whose key is forgotten at once: it can never vouch for another.
/// </remarks>
public static class SelfMadeKey
{
    /// <summary>The name of every such authority: what viewers show as the issuer says what it is.</summary>
    public const string AuthorityName = "Self-made with Easel, vouched for by nobody";

    /// <summary>Longest name of a certificate's owner, in characters: X.520's bound of common names.</summary>
    public const int LongestName = 64;

    // What keys are stretched by that are encrypted: OWASP's number for PBKDF2 with SHA-256, 2023.
    private const int Iterations = 600_000;

    private const int SerialBytes = 16;

    /// <summary>A new key with its certificate and the authority's, as a PEM file.</summary>
    /// <param name="name">Whom the certificate names; nobody checks it. 1 to 64 characters.</param>
    /// <param name="curve">A curve that C2PA allows.</param>
    /// <param name="from">When it begins to be valid.</param>
    /// <param name="days">For how many days, from 1.</param>
    /// <param name="passphrase">What to encrypt the key with; not encrypted if there is none.</param>
    public static string Create(string name, KeyCurve curve, DateTimeOffset from, int days, string? passphrase)
    {
        ArgumentOutOfRangeException.ThrowIfZero(name.Length, nameof(name));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, LongestName, nameof(name));
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);

        using ECDsa key = NewKey(curve);
        using ECDsa authorityKey = NewKey(curve);
        using X509Certificate2 authority = Authority(authorityKey).CreateSelfSigned(from, from.AddDays(days));
        using X509Certificate2 certificate = Owner(name, key, authority).Create(authority, from, from.AddDays(days), NewSerial());
        string keyText = string.IsNullOrEmpty(passphrase)
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations));
        return $"{keyText}\n{certificate.ExportCertificatePem()}\n{authority.ExportCertificatePem()}\n";
    }

    /// <summary>Whether nobody but the signer vouches for a certificate's name, as far as the certificate tells.</summary>
    internal static bool IsSelfMade(X509Certificate2 certificate)
        => CertificateRules.IsSelfSigned(certificate) || certificate.IssuerName.RawData.AsSpan().SequenceEqual(Named(AuthorityName).RawData);

    private static CertificateRequest Authority(ECDsa key)
    {
        CertificateRequest request = new(Named(AuthorityName), key, SigningAlgorithm.For(key)!.Hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static CertificateRequest Owner(string name, ECDsa key, X509Certificate2 authority)
    {
        CertificateRequest request = new(Named(name), key, SigningAlgorithm.For(key)!.Hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(CertificateRules.DocumentSigning), new Oid(CertificateRules.MailProtection)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        return request;
    }

    private static ECDsa NewKey(KeyCurve curve)
        => ECDsa.Create(curve switch { KeyCurve.P384 => ECCurve.NamedCurves.nistP384, KeyCurve.P521 => ECCurve.NamedCurves.nistP521, _ => ECCurve.NamedCurves.nistP256 });

    private static X500DistinguishedName Named(string name)
    {
        X500DistinguishedNameBuilder builder = new();
        builder.AddCommonName(name);
        return builder.Build();
    }

    /// <summary>A random number; positive, as RFC 5280 wants it.</summary>
    private static byte[] NewSerial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
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
