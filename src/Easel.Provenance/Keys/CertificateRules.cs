using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Easel.Provenance.Keys;

/// <summary>What a certificate must be to sign manifests. C2PA 2.2, section 14.5.1.1.</summary>
internal static class CertificateRules
{
    /// <summary>Claim signing, of C2PA itself.</summary>
    public const string ClaimSigning = "1.3.6.1.4.1.62558.2.1";

    /// <summary>Electronic mail.</summary>
    public const string MailProtection = "1.3.6.1.5.5.7.3.4";

    /// <summary>Signing of documents. RFC 9336.</summary>
    public const string DocumentSigning = "1.3.6.1.5.5.7.3.36";

    private const string AnyUse = "2.5.29.37.0";
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    private const string OcspSigning = "1.3.6.1.5.5.7.3.9";
    private const string AuthorityKey = "2.5.29.35";

    private static readonly string[] s_signing = [ClaimSigning, MailProtection, DocumentSigning];

    // ECDSA with SHA-256, 384, 512; RSA with the same; RSASSA-PSS; Ed25519
    private static readonly string[] s_signatures =
    [
        "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4",
        "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13", "1.2.840.113549.1.1.10",
        "1.3.101.112",
    ];

    /// <summary>Why a certificate may not sign manifests, in the words of a sentence after its name; none if it may. Its time is another question.</summary>
    public static string? Problem(X509Certificate2 certificate)
    {
        try
        {
            return ProblemOfForm(certificate) ?? ProblemOfUse(certificate);
        }
        catch (CryptographicException error)
        {
            return $"has an extension that cannot be read: {error.Message}";
        }
    }

    /// <summary>Why a certificate does not count at a time; none if it does.</summary>
    public static string? ProblemOfTime(X509Certificate2 certificate, DateTimeOffset time)
    {
        (DateTimeOffset first, DateTimeOffset last) = TimesOf(certificate);
        if (time < first)
        {
            return string.Create(CultureInfo.InvariantCulture, $"is not valid before {first:yyyy-MM-dd}");
        }

        return time > last ? string.Create(CultureInfo.InvariantCulture, $"expired on {last:yyyy-MM-dd}") : null;
    }

    /// <summary>When a certificate begins and ends to be valid, in UTC: dates of the first and the last year cannot be told in some others.</summary>
    public static (DateTimeOffset First, DateTimeOffset Last) TimesOf(X509Certificate2 certificate)
        => (new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));

    /// <summary>Whether it says itself who it is.</summary>
    public static bool IsSelfSigned(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static string? ProblemOfForm(X509Certificate2 certificate)
    {
        if (certificate.Version != 3)
        {
            return $"is of version {certificate.Version} of X.509; version 3 is wanted";
        }

        if (!s_signatures.Contains(certificate.SignatureAlgorithm.Value))
        {
            return $"is itself signed with {certificate.SignatureAlgorithm.FriendlyName ?? certificate.SignatureAlgorithm.Value}, which C2PA does not allow; SHA-256 or better is wanted";
        }

        return certificate.Extensions[AuthorityKey] is null && !IsSelfSigned(certificate) ? "does not name its authority's key (Authority Key Identifier), which C2PA wants" : null;
    }

    private static string? ProblemOfUse(X509Certificate2 certificate)
    {
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
        {
            return "is an authority's (CA), which may sign certificates, but not pictures";
        }

        X509KeyUsageFlags usage = certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault()?.KeyUsages ?? X509KeyUsageFlags.None;
        if (!usage.HasFlag(X509KeyUsageFlags.DigitalSignature) || usage.HasFlag(X509KeyUsageFlags.KeyCertSign))
        {
            return $"allows {(usage == X509KeyUsageFlags.None ? "no use of its key" : usage.ToString())} (Key Usage); DigitalSignature is wanted, without KeyCertSign";
        }

        string[] purposes = [.. certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(extension => extension.EnhancedKeyUsages.Cast<Oid>()).Select(oid => oid.Value ?? "")];
        if (purposes.Contains(AnyUse) || purposes.Contains(TimeStamping) || purposes.Contains(OcspSigning))
        {
            return "is for any purpose, for time-stamping or for OCSP (Extended Key Usage), which C2PA does not allow";
        }

        return purposes.Any(s_signing.Contains)
            ? null
            : $"is for {(purposes.Length == 0 ? "no named purpose" : string.Join(", ", purposes))} (Extended Key Usage); C2PA's claim signing ({ClaimSigning}), document signing ({DocumentSigning}) or e-mail protection ({MailProtection}) is wanted";
    }
}
