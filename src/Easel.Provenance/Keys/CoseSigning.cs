using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using System.Security.Cryptography.X509Certificates;
using Easel.Provenance.Cbor;

namespace Easel.Provenance.Keys;

/// <summary>Signs claims: COSE_Sign1, tagged, with the claim left out of it, and the certificates in its protected header. C2PA 2.2, sections 13.2 and 14.5.</summary>
internal static class CoseSigning
{
    /// <summary>The header of certificates. RFC 9360.</summary>
    public const int CertificateHeader = 33;

    /// <summary>The signature of a claim.</summary>
    /// <param name="claim">CBOR, as it stands in the manifest.</param>
    /// <param name="key">A private key of an algorithm that is allowed.</param>
    /// <param name="chain">Its certificate, then those that signed it.</param>
    public static byte[] Sign(byte[] claim, AsymmetricAlgorithm key, IReadOnlyList<X509Certificate2> chain)
    {
        CoseHeaderMap headers = new() { [new CoseHeaderLabel(CertificateHeader)] = CoseHeaderValue.FromEncodedValue(Encode(chain)) };
        HashAlgorithmName hash = SigningAlgorithm.For(key)!.Hash;
        CoseSigner signer = key is RSA rsa ? new CoseSigner(rsa, RSASignaturePadding.Pss, hash, headers) : new CoseSigner(key, hash, headers);
        return CoseSign1Message.SignDetached(claim, signer);
    }

    /// <summary>One certificate is a byte string, several an array of them.</summary>
    private static byte[] Encode(IReadOnlyList<X509Certificate2> chain) => CborBytes.Of(writer =>
    {
        if (chain.Count == 1)
        {
            writer.WriteByteString(chain[0].RawData);
            return;
        }

        writer.WriteStartArray(chain.Count);
        foreach (X509Certificate2 certificate in chain)
        {
            writer.WriteByteString(certificate.RawData);
        }

        writer.WriteEndArray();
    });
}
