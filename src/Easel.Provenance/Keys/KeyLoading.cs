using System.Security.Cryptography;

namespace Easel.Provenance.Keys;

/// <summary>Makes a key of a PEM block.</summary>
internal static class KeyLoading
{
    /// <summary>The private key of a file. To be let go by the caller.</summary>
    /// <param name="file">The file.</param>
    /// <param name="passphrase">What it is encrypted with; none if none is known.</param>
    /// <exception cref="ProvenanceException">There is none, or it cannot be used.</exception>
    public static AsymmetricAlgorithm Load(PemFile file, string? passphrase)
    {
        if (file.Keys is not [string key])
        {
            throw new ProvenanceException(file.Keys.Count == 0
                ? $"{file.Path}: there are certificates in it, but no private key. Name the file with -----BEGIN PRIVATE KEY----- in it."
                : $"{file.Path}: there are {file.Keys.Count} private keys in it; one is wanted.");
        }

        bool isEncrypted = PemFile.IsEncrypted(key);
        if (isEncrypted && string.IsNullOrEmpty(passphrase))
        {
            throw new ProvenanceException($"{file.Path}: the key is encrypted. Put its passphrase into the environment variable {SigningKey.PassphraseVariable}.");
        }

        AsymmetricAlgorithm loaded = Import(ECDsa.Create(), key, isEncrypted ? passphrase : null)
            ?? Import(RSA.Create(), key, isEncrypted ? passphrase : null)
            ?? throw new ProvenanceException(isEncrypted
                ? $"{file.Path}: the key cannot be decrypted with the passphrase in {SigningKey.PassphraseVariable}, or is neither an EC nor an RSA key."
                : $"{file.Path}: the private key is damaged, or neither an EC nor an RSA key (Ed25519 is not supported here).");
        if (SigningAlgorithm.For(loaded) is null)
        {
            int bits = loaded.KeySize;
            string kind = loaded is RSA ? "an RSA key" : "an EC key on another curve";
            loaded.Dispose();
            throw new ProvenanceException($"{file.Path}: it is {kind} of {bits} bits. C2PA wants EC on P-256, P-384 or P-521, or RSA of {SigningAlgorithm.LeastRsaBits} to {SigningAlgorithm.MostRsaBits} bits.");
        }

        return loaded;
    }

    private static AsymmetricAlgorithm? Import(AsymmetricAlgorithm into, string key, string? passphrase)
    {
        try
        {
            if (passphrase is null)
            {
                into.ImportFromPem(key);
            }
            else
            {
                into.ImportFromEncryptedPem(key, passphrase);
            }

            return into;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            into.Dispose();
            return null;
        }
    }
}
