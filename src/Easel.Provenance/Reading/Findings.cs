namespace Easel.Provenance.Reading;

/// <summary>Findings as they come.</summary>
internal sealed class Findings
{
    private readonly List<CredentialsFinding> _all = [];

    /// <summary>All so far.</summary>
    public IReadOnlyList<CredentialsFinding> All => _all;

    /// <summary>All in one word.</summary>
    public CredentialsStatus Status
        => _all.Exists(finding => finding.Outcome == FindingOutcome.Fails) ? CredentialsStatus.Invalid
            : _all.Exists(finding => finding.Outcome == FindingOutcome.NotChecked) ? CredentialsStatus.Unchecked
            : CredentialsStatus.Valid;

    /// <summary>Adds one.</summary>
    public void Add(string code, FindingOutcome outcome, string text) => _all.Add(new CredentialsFinding(code, outcome, HarmlessText.Of(text)));
}
