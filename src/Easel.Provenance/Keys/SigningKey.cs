using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Easel.Provenance.Keys;

/// <summary>A private key with its certificates, fit to sign manifests.</summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>The environment variable that holds the passphrase of an encrypted key.</summary>
    public const string PassphraseVariable = "EASEL_SIGN_PASSPHRASE";

    private readonly AsymmetricAlgorithm _key;
    private readonly IReadOnlyList<X509Certificate2> _chain;

    private SigningKey(AsymmetricAlgorithm key, IReadOnlyList<X509Certificate2> chain)
    {
        _key = key;
        _chain = chain;

        // ECDSA and RSA signatures of a key are all of one length (RFC 9053, RFC 8230).
        SignatureBytes = Sign([]).Length;
    }

    /// <summary>The certificate that the key belongs to.</summary>
    public X509Certificate2 Certificate => _chain[0];

    /// <summary>How many certificates go along, the key's own among them.</summary>
    public int ChainLength => _chain.Count;

    /// <summary>Whether nobody but the signer vouches for the certificate's name, as far as it tells.</summary>
    public bool IsSelfMade => SelfMadeKey.IsSelfMade(Certificate);

    /// <summary>What it signs with: ES256, ES384, ES512 or PS256, as the key is.</summary>
    public string Algorithm => SigningAlgorithm.For(_key)!.Name;

    /// <summary>Length of its COSE structures, in bytes.</summary>
    internal int SignatureBytes { get; }

    /// <summary>Reads a private key and its certificates from PEM files: all in one, or the certificates beside it as <c>.crt</c>, <c>.cer</c> or <c>.chain.pem</c>.</summary>
    /// <param name="path">The key's file.</param>
    /// <param name="passphrase">What the key is encrypted with; none if it is not.</param>
    /// <param name="now">The time at which certificates have to be valid.</param>
    /// <exception cref="ProvenanceException">A file is missing or another, the key does not fit the certificate, or C2PA does not allow that certificate to sign.</exception>
    public static SigningKey Load(string path, string? passphrase, DateTimeOffset now)
    {
        var file = PemFile.Read(path);
        AsymmetricAlgorithm key = KeyLoading.Load(file, passphrase);
        try
        {
            IReadOnlyList<X509Certificate2> chain = CertificateFiles.Find(file, key);
            return (CertificateRules.Problem(chain[0]) ?? CertificateRules.ProblemOfTime(chain[0], now)) is string problem
                ? throw new ProvenanceException($"{path}: the certificate {chain[0].Subject} {problem}. Signatures with it would count nowhere; use another key, or make one: easel keys create FILE")
                : new SigningKey(key, chain);
        }
        catch (Exception error)
        {
            key.Dispose();
            if (error is CryptographicException)
            {
                throw new ProvenanceException($"{path}: a certificate cannot be read: {error.Message}", error);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        foreach (X509Certificate2 certificate in _chain)
        {
            certificate.Dispose();
        }
    }

    /// <summary>The COSE structure of a claim.</summary>
    internal byte[] Sign(byte[] claim) => CoseSigning.Sign(claim, _key, _chain);
}
