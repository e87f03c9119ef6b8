namespace Easel.Downloads.Catalogue;

/// <summary>A file that can be downloaded.</summary>
public sealed record CatalogueFile
{
    /// <summary>What it is called here; no path.</summary>
    public required string Name { get; init; }

    /// <summary>Its size; none if the catalogue does not know it.</summary>
    public long? Bytes { get; init; }

    /// <summary>Its SHA-256 in small hexadecimal; none if no public source tells it: then nobody can say whether what arrives is the right file.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Where it can be had, the best first.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }
}
