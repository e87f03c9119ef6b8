using System.Text.Json.Nodes;
using Easel.Painting.Metadata;
using Easel.Provenance.Reading;

namespace Easel.Cli.Verification;

/// <summary>What is to be said of a file's signed manifest.</summary>
/// <param name="Report">what it claims, and what of it holds</param>
/// <param name="Contradictions">where it says other than the file's record, each a sentence</param>
/// <param name="WantsTrust">whether whom to trust was named: then a file that no one of them has signed is not good</param>
internal sealed record CredentialsAnswer(CredentialsReport Report, IReadOnlyList<string> Contradictions, bool WantsTrust)
{
    /// <summary>Whether there is a manifest, be it a bad one.</summary>
    public bool IsSigned => Report.Status != CredentialsStatus.None;

    /// <summary>Whether a trusted signer stands for the file; none if nobody was named whom to trust, or if there is no signer.</summary>
    public bool? IsTrusted => WantsTrust && Report.Signer is SignerFacts signer ? signer.Trust == SignerTrust.Trusted : null;

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsGood => Problems.Count == 0 && Report.Status is not (CredentialsStatus.Malformed or CredentialsStatus.Invalid);

    /// <summary>What is wrong, each a sentence.</summary>
    public IReadOnlyList<string> Problems =>
    [
        .. Report.Problem is string problem ? new[] { $"The manifest cannot be read: {problem}" } : [],
        .. Report.Findings.Where(finding => finding.Outcome == FindingOutcome.Fails).Select(finding => finding.Text),
        .. Contradictions,
        .. Untrusted() is string untrusted ? new[] { untrusted } : [],
    ];

    /// <summary>Lines for people; none of a file that is not signed and need not be.</summary>
    public IEnumerable<string> Lines()
    {
        IEnumerable<string> described = IsSigned ? Report.Describe() : [];
        return [.. described, .. Contradictions.Select(text => $"  {text}"), .. Untrusted() is string untrusted ? new[] { untrusted } : []];
    }

    /// <summary>As JSON.</summary>
    public JsonObject ToJson()
    {
        JsonObject told = new() { ["status"] = RequestRecord.Lower(Report.Status) };
        if (IsSigned)
        {
            told["signer"] = Report.Signer?.Subject;
            told["issuer"] = Report.Signer?.Issuer;
            told["certificate"] = Report.Signer?.Fingerprint;
            told["algorithm"] = Report.Signer?.Algorithm;
            told["when"] = Report.When?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        }

        told["trusted"] = IsTrusted;
        told["problems"] = new JsonArray([.. Problems.Select(problem => (JsonNode)problem)]);
        return told;
    }

    private string? Untrusted() => !WantsTrust ? null
        : !IsSigned ? "Not signed: none of those that --trust names stands for it."
        : IsTrusted != true ? "Not signed by any of those that --trust names."
        : Report.Status == CredentialsStatus.Unchecked ? "What cannot be checked here cannot be trusted either."
        : null;
}
