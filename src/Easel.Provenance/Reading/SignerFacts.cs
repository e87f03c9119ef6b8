namespace Easel.Provenance.Reading;

/// <summary>Whose certificate a manifest carries.</summary>
/// <param name="Subject">whom the certificate names</param>
/// <param name="Issuer">who signed it</param>
/// <param name="Fingerprint">SHA-256 of it, 64 small hexadecimal digits</param>
/// <param name="Algorithm">what the claim is signed with, such as <c>ES256</c></param>
/// <param name="NotBefore">when it begins to be valid</param>
/// <param name="NotAfter">when it ends</param>
/// <param name="IsSelfMade">whether nobody but the signer vouches for the name in it, as far as it tells: it is signed by its own key, or made by <see cref="Keys.SelfMadeKey"/></param>
/// <param name="Trust">whether the user's trust file leads to it</param>
public sealed record SignerFacts(string Subject, string Issuer, string Fingerprint, string Algorithm, DateTimeOffset NotBefore, DateTimeOffset NotAfter, bool IsSelfMade, SignerTrust Trust);

/// <summary>Whether a signer is trusted.</summary>
public enum SignerTrust
{
    /// <summary>Nobody was named whom to trust.</summary>
    NotJudged,

    /// <summary>The certificate, or the root that it leads to, is among the trusted.</summary>
    Trusted,

    /// <summary>It is not.</summary>
    Untrusted,
}
