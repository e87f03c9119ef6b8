using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using System.Security.Cryptography.X509Certificates;
using Easel.Provenance.Cbor;
using Easel.Provenance.Keys;

namespace Easel.Provenance.Reading;

/// <summary>Checks a claim's signature. C2PA 2.2, sections 13.2, 14.5 and 15.7.</summary>
internal sealed class SignatureReader(Findings findings, TrustAnchors? trust, DateTimeOffset now)
{
    private const int AlgorithmHeader = 1;
    private const int SignatureTag = 18;
    private const int EdDsa = -8;
    private const string Ed25519 = "1.3.101.112";
    private const int MaxCertificates = 16;
    private const int MaxCertificateBytes = 1 << 16;

    /// <summary>Checks it.</summary>
    /// <param name="cose">The structure.</param>
    /// <param name="claim">What it signs.</param>
    /// <returns>Whether it is valid, none if that cannot be told; and whose it is.</returns>
    /// <exception cref="ProvenanceException">It is no signature as the specification has it.</exception>
    public (bool? IsValid, SignerFacts Signer) Check(ReadOnlyMemory<byte> cose, ReadOnlyMemory<byte> claim)
    {
        CborNode message = CborTree.Read(cose, "the claim's signature");
        if (message.Tag != SignatureTag || message.Items is not [{ Bytes: byte[] encoded }, { Map: not null } open, { Bytes: null }, { Bytes: not null }])
        {
            throw new ProvenanceException("the claim's signature is not a tagged COSE_Sign1 structure without its content.");
        }

        CborNode closed = CborTree.Read(encoded, "the signature's protected header");
        Int128 number = closed[AlgorithmHeader]?.Integer ?? throw new ProvenanceException("the signature does not say by which algorithm.");
        List<X509Certificate2> chain = LoadChain(closed, open);
        try
        {
            X509Certificate2 own = chain[0];
            var algorithm = SigningAlgorithm.Find(number);
            bool? isValid = Verify(cose, claim, own, algorithm, number);
            JudgeCertificate(own, hasTimeStamp: open["sigTst"] is not null || open["sigTst2"] is not null);
            (DateTimeOffset first, DateTimeOffset last) = CertificateRules.TimesOf(own);
            SignerFacts signer = new(
                HarmlessText.Of(own.Subject),
                HarmlessText.Of(own.Issuer),
                Convert.ToHexStringLower(SHA256.HashData(own.RawDataMemory.Span)),
                algorithm?.Name ?? $"COSE algorithm {number}",
                first,
                last,
                SelfMadeKey.IsSelfMade(own),
                JudgeTrust(chain));
            return (isValid, signer);
        }
        catch (CryptographicException error)
        {
            // A certificate is read when it is asked: its dates may be none, though it has the right form.
            throw new ProvenanceException($"the signature's certificate cannot be read: {error.Message}", error);
        }
        finally
        {
            chain.ForEach(certificate => certificate.Dispose());
        }
    }

    private bool? Verify(ReadOnlyMemory<byte> cose, ReadOnlyMemory<byte> claim, X509Certificate2 certificate, SigningAlgorithm? algorithm, Int128 number)
    {
        if (algorithm is null)
        {
            bool isEdwards = number == EdDsa && certificate.PublicKey.Oid.Value == Ed25519;
            findings.Add("algorithm.unsupported", isEdwards ? FindingOutcome.NotChecked : FindingOutcome.Fails, isEdwards ? "The signature is an EdDSA, which is not checked here." : $"The signature is by COSE algorithm {number}, which C2PA does not allow, or not with this certificate.");
            return isEdwards ? null : false;
        }

        using AsymmetricAlgorithm? key = SigningAlgorithm.PublicKeyOf(certificate);
        bool isValid = SigningAlgorithm.For(key) is SigningAlgorithm own && own.IsElliptic == algorithm.IsElliptic && IsSignedBy(key!, cose, claim);
        findings.Add(isValid ? "claimSignature.validated" : "claimSignature.mismatch", isValid ? FindingOutcome.Holds : FindingOutcome.Fails, isValid ? $"The signature ({algorithm.Name}) is valid." : $"The signature ({algorithm.Name}) does not fit the claim or the certificate.");
        return isValid;
    }

    private static bool IsSignedBy(AsymmetricAlgorithm key, ReadOnlyMemory<byte> cose, ReadOnlyMemory<byte> claim)
    {
        try
        {
            return CoseMessage.DecodeSign1(cose.Span).VerifyDetached(key, claim.Span);
        }
        catch (Exception error) when (error is CryptographicException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private void JudgeCertificate(X509Certificate2 certificate, bool hasTimeStamp)
    {
        if (CertificateRules.Problem(certificate) is string problem)
        {
            findings.Add("signingCredential.invalid", FindingOutcome.Fails, $"The signer's certificate {problem}.");
        }

        if (CertificateRules.ProblemOfTime(certificate, now) is not string late)
        {
            return;
        }

        // A time-stamp could show that it was valid when it signed; an authority's, which is not checked here.
        findings.Add("claimSignature.outsideValidity", hasTimeStamp ? FindingOutcome.NotChecked : FindingOutcome.Fails, $"The signer's certificate {late}, {(hasTimeStamp ? "and the time-stamp in the manifest is not checked here" : "and no time-stamp shows that it was used in time")}.");
    }

    private SignerTrust JudgeTrust(List<X509Certificate2> chain)
    {
        if (trust is null)
        {
            return SignerTrust.NotJudged;
        }

        bool isTrusted = trust.Trusts(chain, now);
        findings.Add(isTrusted ? "signingCredential.trusted" : "signingCredential.untrusted", FindingOutcome.Note, isTrusted ? "The signer is among the trusted." : "The signer is not among the trusted.");
        return isTrusted ? SignerTrust.Trusted : SignerTrust.Untrusted;
    }

    /// <summary>The certificates: under the number 33, or under a name as it was before; in the protected header, or beside it.</summary>
    private static List<X509Certificate2> LoadChain(CborNode closed, CborNode open)
    {
        CborNode header = closed[CoseSigning.CertificateHeader] ?? open[CoseSigning.CertificateHeader] ?? closed["x5chain"] ?? open["x5chain"]
            ?? throw new ProvenanceException("the signature has no certificate (x5chain) with it.");
        byte[][] encoded = header.Bytes is byte[] only ? [only] : [.. (header.Items ?? []).Select(item => item.Bytes ?? [])];
        if (encoded.Length is 0 or > MaxCertificates || encoded.Any(certificate => certificate.Length is 0 or > MaxCertificateBytes))
        {
            throw new ProvenanceException($"the signature's certificates (x5chain) are not 1 to {MaxCertificates} of up to {MaxCertificateBytes} bytes.");
        }

        List<X509Certificate2> chain = [];
        try
        {
            foreach (byte[] certificate in encoded)
            {
                chain.Add(X509CertificateLoader.LoadCertificate(certificate));
            }

            return chain;
        }
        catch (CryptographicException error)
        {
            chain.ForEach(certificate => certificate.Dispose());
            throw new ProvenanceException($"certificate {chain.Count + 1} of the signature's (x5chain) cannot be read.", error);
        }
    }
}
