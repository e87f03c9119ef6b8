using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Easel.Provenance.Keys;

/// <summary>Finds a key's certificates: in the key's own file, else in files beside it.</summary>
internal static class CertificateFiles
{
    private const int MaxChain = 16;

    private static readonly string[] s_endings = [".crt", ".cer", ".chain.pem"];

    /// <summary>The certificate of a key, then those that signed it, without the root.</summary>
    /// <param name="keyFile">The key's file.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="ProvenanceException">There is none, or none that fits.</exception>
    public static IReadOnlyList<X509Certificate2> Find(PemFile keyFile, AsymmetricAlgorithm key)
    {
        (IReadOnlyList<X509Certificate2> all, string where) = keyFile.Certificates.Count > 0
            ? (keyFile.LoadCertificates(), keyFile.Path)
            : Beside(keyFile.Path);
        byte[] wanted = key.ExportSubjectPublicKeyInfo();
        X509Certificate2 own = all.FirstOrDefault(certificate => certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(wanted))
            ?? throw new ProvenanceException($"{keyFile.Path}: the key fits none of the certificates in {where}: {string.Join("; ", all.Select(certificate => certificate.Subject))}. Put the certificate that was made for it there.");
        return Chain(own, all);
    }

    private static (IReadOnlyList<X509Certificate2> Certificates, string Where) Beside(string path)
    {
        string[] names = [.. s_endings.Select(ending => Path.ChangeExtension(path, ending)).Where(name => name != path).Distinct()];
        string[] found = [.. names.Where(File.Exists)];
        X509Certificate2[] certificates = [.. found.SelectMany(name => PemFile.Read(name).LoadCertificates())];
        return certificates.Length > 0
            ? (certificates, string.Join(", ", found))
            : throw new ProvenanceException(
                $"{path}: there is a private key in it, but no certificate, and none beside it ({string.Join(", ", names.Select(Path.GetFileName))}). "
                + "Put the certificate and those that signed it, as PEM, into the same file, or into one of these. For a key of your own making: easel keys create FILE");
    }

    private static List<X509Certificate2> Chain(X509Certificate2 own, IReadOnlyList<X509Certificate2> all)
    {
        List<X509Certificate2> chain = [own];
        while (chain.Count < MaxChain && !CertificateRules.IsSelfSigned(chain[^1])
            && all.FirstOrDefault(other => other.SubjectName.RawData.AsSpan().SequenceEqual(chain[^1].IssuerName.RawData)) is X509Certificate2 issuer && !chain.Contains(issuer))
        {
            chain.Add(issuer);
        }

        // Whoever checks has the root, or does not trust it: C2PA 2.2, section 14.5.
        if (chain.Count > 1 && CertificateRules.IsSelfSigned(chain[^1]))
        {
            chain.RemoveAt(chain.Count - 1);
        }

        return chain;
    }
}
