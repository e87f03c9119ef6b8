using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Easel.Provenance.Keys;

namespace Easel.Provenance.Reading;

/// <summary>Certificates that a user trusts: roots of authorities, and signers themselves (the private credential store of C2PA 2.2, section 14.4.3).</summary>
public sealed class TrustAnchors
{
    private readonly X509Certificate2Collection _certificates;

    private TrustAnchors(IEnumerable<X509Certificate2> certificates)
    {
        _certificates = [.. certificates];
    }

    /// <summary>The certificates of a PEM file.</summary>
    /// <exception cref="ProvenanceException">It cannot be read, or holds no certificate.</exception>
    public static TrustAnchors Load(string path)
    {
        IReadOnlyList<X509Certificate2> certificates = PemFile.Read(path).LoadCertificates();
        return certificates.Count > 0 ? new TrustAnchors(certificates) : throw new ProvenanceException($"{path}: there is no certificate in it to be trusted.");
    }

    /// <summary>Whether a signer's certificate is one of them, or leads to one of them.</summary>
    /// <param name="chain">The certificate, then those that came along.</param>
    /// <param name="time">When it has to be valid.</param>
    internal bool Trusts(IReadOnlyList<X509Certificate2> chain, DateTimeOffset time)
    {
        if (_certificates.Any(trusted => trusted.RawDataMemory.Span.SequenceEqual(chain[0].RawDataMemory.Span)))
        {
            return true;
        }

        using X509Chain builder = new();
        builder.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        builder.ChainPolicy.CustomTrustStore.AddRange(_certificates);
        builder.ChainPolicy.ExtraStore.AddRange(chain.Skip(1).ToArray());
        builder.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        builder.ChainPolicy.DisableCertificateDownloads = true;
        builder.ChainPolicy.VerificationTime = time.LocalDateTime;
        try
        {
            return builder.Build(chain[0]);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
