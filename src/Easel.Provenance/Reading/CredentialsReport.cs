namespace Easel.Provenance.Reading;

/// <summary>What the manifest of a PNG file claims, and what of it holds.</summary>
public sealed record CredentialsReport
{
    /// <summary>All findings in one word.</summary>
    public required CredentialsStatus Status { get; init; }

    /// <summary>Why nothing could be read; none unless <see cref="CredentialsStatus.Malformed"/>.</summary>
    public string? Problem { get; init; }

    /// <summary>Everything that was looked at.</summary>
    public IReadOnlyList<CredentialsFinding> Findings { get; init; } = [];

    /// <summary>Whether the file is the one that was signed, to the byte, but for the manifest itself; none if that was not checked.</summary>
    public bool? BindingHolds { get; init; }

    /// <summary>Whether the claim was signed with the key of the certificate in the manifest; none if that was not checked.</summary>
    public bool? SignatureIsValid { get; init; }

    /// <summary>Whose certificate it is; none if it cannot be read.</summary>
    public SignerFacts? Signer { get; init; }

    /// <summary>The manifest's name, such as <c>urn:c2pa:...</c>.</summary>
    public string? Manifest { get; init; }

    /// <summary>The program that made the manifest, and its version.</summary>
    public string? Generator { get; init; }

    /// <summary>Where the picture comes from: a term of IPTC's list, as an address; none if it is not said.</summary>
    public string? SourceType { get; init; }

    /// <summary>When it was made, as the signer says; none if it is not said.</summary>
    public DateTimeOffset? When { get; init; }

    /// <summary>How it was painted, if Easel made it and the assertion is the one that was signed. Not to be believed unless <see cref="CredentialsStatus.Valid"/>.</summary>
    public GenerationClaim? Claim { get; init; }

    /// <summary>The report of a file without manifest.</summary>
    internal static CredentialsReport Without { get; } = new() { Status = CredentialsStatus.None };

    /// <summary>Lines for people, harmless to a terminal: the first says how it stands.</summary>
    public IReadOnlyList<string> Describe() => CredentialsText.Lines(this);

    /// <summary>The report of what cannot be read.</summary>
    internal static CredentialsReport Unreadable(string problem) => new() { Status = CredentialsStatus.Malformed, Problem = problem };
}

/// <summary>How a manifest stands.</summary>
public enum CredentialsStatus
{
    /// <summary>The file has none.</summary>
    None,

    /// <summary>It cannot be read.</summary>
    Malformed,

    /// <summary>Something in it does not hold.</summary>
    Invalid,

    /// <summary>Nothing was found wrong, but something that decides cannot be checked here.</summary>
    Unchecked,

    /// <summary>Signature and bindings hold. Whether the signer is to be trusted is another question.</summary>
    Valid,
}
