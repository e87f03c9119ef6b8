using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Easel.Provenance.Keys;

/// <summary>The blocks of a PEM file (RFC 7468): private keys, and certificates in their order.</summary>
/// <param name="Path">where it lies</param>
/// <param name="Keys">whole blocks, with their first and last lines</param>
/// <param name="Certificates">in DER</param>
internal sealed record PemFile(string Path, IReadOnlyList<string> Keys, IReadOnlyList<byte[]> Certificates)
{
    private const int MaxBytes = 1 << 20;
    private const string Encrypted = "ENCRYPTED PRIVATE KEY";

    private static readonly string[] s_keyLabels = ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", Encrypted];

    /// <summary>Whether a key's block wants a passphrase.</summary>
    public static bool IsEncrypted(string key) => key.StartsWith($"-----BEGIN {Encrypted}-----", StringComparison.Ordinal);

    /// <summary>Reads a file.</summary>
    /// <exception cref="ProvenanceException">It cannot be read, or is no PEM file.</exception>
    public static PemFile Read(string path)
    {
        string text = ReadText(path);
        if (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw new ProvenanceException($"{path}: the key is encrypted in the old way of OpenSSL, which is weak and not read. Make the usual form of it: openssl pkcs8 -topk8 -in {path} -out NEW.pem");
        }

        List<string> keys = [];
        List<byte[]> certificates = [];
        ReadOnlySpan<char> rest = text;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            string label = rest[fields.Label].ToString();
            if (s_keyLabels.Contains(label))
            {
                keys.Add(rest[fields.Location].ToString());
            }
            else if (label == "CERTIFICATE")
            {
                certificates.Add(Convert.FromBase64String(rest[fields.Base64Data].ToString()));
            }

            rest = rest[fields.Location.End..];
        }

        return keys.Count + certificates.Count > 0
            ? new PemFile(path, keys, certificates)
            : throw new ProvenanceException($"{path}: there is neither a private key nor a certificate in it. A PEM file is wanted: text with -----BEGIN PRIVATE KEY----- or -----BEGIN CERTIFICATE----- in it.");
    }

    /// <summary>The certificates of a file.</summary>
    /// <exception cref="ProvenanceException">It holds none, or one that is damaged.</exception>
    public IReadOnlyList<X509Certificate2> LoadCertificates() => [.. Certificates.Select(Load)];

    private X509Certificate2 Load(byte[] certificate)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(certificate);
        }
        catch (CryptographicException error)
        {
            throw new ProvenanceException($"{Path}: a certificate in it is damaged: {error.Message}", error);
        }
    }

    private static string ReadText(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            byte[] bytes = new byte[MaxBytes + 1];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= MaxBytes
                ? Encoding.Latin1.GetString(bytes, 0, length)
                : throw new ProvenanceException($"{path}: it is larger than {MaxBytes} bytes, which no file of keys and certificates is.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string reason = error switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
                _ when Directory.Exists(path) => "it is a folder.",
                UnauthorizedAccessException => "you have no permission to read it.",
                _ => error.Message,
            };
            throw new ProvenanceException($"{path}: {reason}", error);
        }
    }
}
