using System.Globalization;

namespace Easel.Provenance.Reading;

/// <summary>A report in lines for people.</summary>
internal static class CredentialsText
{
    /// <summary>The lines; the first says how it stands.</summary>
    public static IReadOnlyList<string> Lines(CredentialsReport report)
    {
        List<string> lines = [Headline(report)];
        lines.AddRange(report.Findings.Where(finding => finding.Outcome != FindingOutcome.Holds).Select(finding => $"  {finding.Text}"));
        if (report.Signer is SignerFacts signer)
        {
            lines.Add($"  Signed with {signer.Algorithm} by {signer.Subject}; {Vouching(signer)}.");
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  Certificate {signer.Fingerprint}, valid {signer.NotBefore.UtcDateTime:yyyy-MM-dd} to {signer.NotAfter.UtcDateTime:yyyy-MM-dd}."));
        }

        if (report.Generator is not null)
        {
            string when = report.When is DateTimeOffset time ? string.Create(CultureInfo.InvariantCulture, $", {time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by the signer's clock") : "";
            lines.Add($"  Made by {report.Generator}{when}{(report.SourceType is null ? "" : $"; source: {report.SourceType[(report.SourceType.LastIndexOf('/') + 1)..]}")}.");
        }

        if (report.Claim is GenerationClaim claim)
        {
            lines.AddRange(LinesOf(claim).Select(line => $"  {HarmlessText.Of(line)}"));
        }

        return lines;
    }

    private static string Headline(CredentialsReport report) => report.Status switch
    {
        CredentialsStatus.None => "No Content Credentials (C2PA manifest).",
        CredentialsStatus.Malformed => $"Content Credentials: cannot be read: {HarmlessText.Of(report.Problem ?? "")}",
        CredentialsStatus.Invalid => "Content Credentials: NOT VALID. Nothing that follows may be put down to the signer.",
        CredentialsStatus.Unchecked => "Content Credentials: not all of it can be checked here.",
        _ => "Content Credentials: valid. The file is unchanged since it was signed.",
    };

    private static string Vouching(SignerFacts signer) => signer.Trust switch
    {
        SignerTrust.Trusted => "trusted by your trust file",
        SignerTrust.Untrusted => "NOT trusted by your trust file",
        _ => signer.IsSelfMade ? "self-signed or self-made: nobody else vouches for that name" : $"whose certificate names {signer.Issuer} as its authority: the chain is not checked without a trust file",
    };

    private static IEnumerable<string> LinesOf(GenerationClaim claim)
    {
        string model = string.Join(", ", new[] { claim.ModelFamily, claim.ModelSha256 is null ? null : $"SHA-256 {claim.ModelSha256}" }.OfType<string>());
        if (model.Length > 0)
        {
            yield return $"Model: {model}";
        }

        if (claim.Prompt is not null)
        {
            yield return $"Prompt: {Told(claim.Prompt)}";
        }

        if (claim.NegativePrompt is not null)
        {
            yield return $"Negative prompt: {Told(claim.NegativePrompt)}";
        }

        if (claim.Seed is ulong seed)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Seed: {seed}");
        }

        if (claim.InitialSha256 is not null)
        {
            yield return $"Began with a picture: SHA-256 {claim.InitialSha256}";
        }

        if (claim.Digests is ClaimedDigests digests)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Digests of {digests.Latents.Count} steps{(digests.Picture is null ? "" : $"; of the picture: {digests.Picture}")}");
        }
    }

    private static string Told(ClaimedPrompt prompt) => prompt.Text ?? $"private; SHA-256 {prompt.Sha256}";
}
