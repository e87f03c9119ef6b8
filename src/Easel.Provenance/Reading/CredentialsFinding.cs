namespace Easel.Provenance.Reading;

/// <summary>One thing that was looked at.</summary>
/// <param name="Code">as C2PA 2.2 calls it (section 15.2.2), such as <c>assertion.dataHash.match</c>; what begins with <c>easel.</c> is our own</param>
/// <param name="Outcome">what came out</param>
/// <param name="Text">a sentence for people, harmless to a terminal</param>
public sealed record CredentialsFinding(string Code, FindingOutcome Outcome, string Text);

/// <summary>What came out of a check.</summary>
public enum FindingOutcome
{
    /// <summary>It is as it should be.</summary>
    Holds,

    /// <summary>It is not as it should be: the manifest does not count.</summary>
    Fails,

    /// <summary>It cannot be checked here, and without it the manifest cannot be said to hold.</summary>
    NotChecked,

    /// <summary>It says something, but decides nothing.</summary>
    Note,
}
