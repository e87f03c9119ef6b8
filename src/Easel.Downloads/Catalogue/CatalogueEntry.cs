using System.Text.RegularExpressions;

namespace Easel.Downloads.Catalogue;

/// <summary>Weights that can be downloaded: one file, or some that belong together.</summary>
public sealed partial record CatalogueEntry
{
    /// <summary>What a name of weights is, as the end of a sentence.</summary>
    public const string NameRule = "letters, digits and . _ - are, up to 64, the first a letter or digit";

    /// <summary>What it is called on a command line.</summary>
    public required string Name { get; init; }

    /// <summary>Other names for it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What it is, as part of a sentence.</summary>
    public required string Title { get; init; }

    /// <summary>What it is for.</summary>
    public required WeightKind Kind { get; init; }

    /// <summary>Its terms.</summary>
    public required Licence Licence { get; init; }

    /// <summary>Its files.</summary>
    public required IReadOnlyList<CatalogueFile> Files { get; init; }

    /// <summary>Names of other entries that one wants beside it.</summary>
    public IReadOnlyList<string> Wants { get; init; } = [];

    /// <summary>Hosts that may be told the user's token. No other is.</summary>
    public IReadOnlyList<string> TokenHosts { get; init; } = [];

    /// <summary>Bytes of all files; none if one of them is not known.</summary>
    public long? Bytes => Files.All(file => file.Bytes is not null) ? Files.Sum(file => file.Bytes) : null;

    /// <summary>Whether what arrives can be told from what should.</summary>
    public bool CanBeVerified => Files.All(file => file.Sha256 is not null);

    /// <summary>Whether a name means this entry; capitals do not matter.</summary>
    public bool IsCalled(string name) => Aliases.Prepend(Name).Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a text can be the name of weights, which is a part of a path and a word of a command line.</summary>
    public static bool IsName(string text) => NamePattern().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex NamePattern();
}
