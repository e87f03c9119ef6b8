using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Easel.Provenance.Keys;

/// <summary>A signature algorithm of C2PA 2.2, section 13.2.1.</summary>
/// <param name="Name">as COSE calls it</param>
/// <param name="CoseNumber">its number in COSE's headers: RFC 9053 (ECDSA, EdDSA), RFC 8230 (RSASSA-PSS)</param>
/// <param name="Hash">what it hashes with</param>
internal sealed record SigningAlgorithm(string Name, int CoseNumber, HashAlgorithmName Hash)
{
    /// <summary>Fewest bits of an RSA key.</summary>
    public const int LeastRsaBits = 2048;

    /// <summary>Most bits of an RSA key; the specification allows refusing more.</summary>
    public const int MostRsaBits = 16384;

    private static readonly SigningAlgorithm[] s_elliptic =
    [
        new("ES256", -7, HashAlgorithmName.SHA256),
        new("ES384", -35, HashAlgorithmName.SHA384),
        new("ES512", -36, HashAlgorithmName.SHA512),
    ];

    private static readonly SigningAlgorithm[] s_rsa =
    [
        new("PS256", -37, HashAlgorithmName.SHA256),
        new("PS384", -38, HashAlgorithmName.SHA384),
        new("PS512", -39, HashAlgorithmName.SHA512),
    ];

    // P-256, P-384, P-521: RFC 5480, section 2.1.1.1
    private static readonly string?[] s_curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    /// <summary>Whether it is an ECDSA.</summary>
    public bool IsElliptic => Array.IndexOf(s_elliptic, this) >= 0;

    /// <summary>The algorithm of a number in COSE's headers; none if it cannot be computed here.</summary>
    public static SigningAlgorithm? Find(Int128 coseNumber) => s_elliptic.Concat(s_rsa).FirstOrDefault(algorithm => algorithm.CoseNumber == coseNumber);

    /// <summary>What a key signs with; none if its curve or size is not allowed.</summary>
    public static SigningAlgorithm? For(AsymmetricAlgorithm? key) => key switch
    {
        ECDsa elliptic => s_elliptic.ElementAtOrDefault(CurveOf(elliptic)),
        RSA { KeySize: >= LeastRsaBits and <= MostRsaBits } => s_rsa[0],
        _ => null,
    };

    /// <summary>A certificate's public key; none if it is of another kind than EC and RSA. To be let go by the caller.</summary>
    public static AsymmetricAlgorithm? PublicKeyOf(X509Certificate2 certificate)
    {
        try
        {
            return (AsymmetricAlgorithm?)certificate.GetECDsaPublicKey() ?? certificate.GetRSAPublicKey();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>0, 1, 2 for P-256, P-384, P-521; less for other curves of whatever size.</summary>
    private static int CurveOf(ECDsa key)
    {
        try
        {
            Oid curve = key.ExportParameters(includePrivateParameters: false).Curve.Oid;
            return Array.IndexOf(s_curves, curve.Value ?? Oid.FromFriendlyName(curve.FriendlyName ?? "", OidGroup.PublicKeyAlgorithm).Value);
        }
        catch (CryptographicException)
        {
            return -1;
        }
    }
}
