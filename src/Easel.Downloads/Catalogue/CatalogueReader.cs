using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Easel.Downloads.Catalogue;

/// <summary>Reads a catalogue and checks all that a program would trust it in: names become paths, addresses are connected to.</summary>
internal static partial class CatalogueReader
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The entries of a text behind those of another catalogue.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="source">Its name, for errors.</param>
    /// <param name="before">What is known already.</param>
    public static WeightCatalogue Read(string text, string source, WeightCatalogue before)
    {
        Written written;
        try
        {
            written = JsonSerializer.Deserialize<Written>(text, s_json) ?? throw Wrong(source, "it is null; an object with \"models\" is wanted");
        }
        catch (JsonException error)
        {
            throw new CatalogueException($"{source}: not a catalogue: {error.Message}", error);
        }

        Require(!HoldsNull(written), source, "one of its lists holds null");
        List<Licence> licences = [.. before.Licences];
        foreach (WrittenLicence licence in written.Licences)
        {
            Require(CatalogueEntry.IsName(licence.Id), source, $"licence \"{licence.Id}\": an id is letters, digits and . _ -");
            Require(licences.TrueForAll(other => other.Id != licence.Id), source, $"licence \"{licence.Id}\" is there already");
            licences.Add(new Licence(licence.Id, licence.Name, Address(source, licence.Address, $"licence \"{licence.Id}\""), licence.Summary));
        }

        List<CatalogueEntry> entries = [.. before.Entries];
        foreach (WrittenEntry entry in written.Models)
        {
            CatalogueEntry checkedEntry = Check(source, entry, licences);
            string? taken = checkedEntry.Aliases.Prepend(checkedEntry.Name).FirstOrDefault(name => entries.Exists(other => other.IsCalled(name)));
            Require(taken is null, source, $"\"{taken}\" is the name of another model");
            entries.Add(checkedEntry);
        }

        string? unknown = entries.SelectMany(entry => entry.Wants).FirstOrDefault(wanted => !entries.Exists(entry => entry.IsCalled(wanted)));
        Require(unknown is null, source, $"\"{unknown}\" is wanted by a model, but is none");
        return new WeightCatalogue(entries, licences);
    }

    /// <summary>The serializer keeps null from properties that cannot be null, but not from lists.</summary>
    private static bool HoldsNull(Written written)
        => written.Licences.Any(licence => licence is null || licence.Summary.Contains(null!))
            || written.Models.Any(entry => entry is null || entry.Aliases.Contains(null!) || entry.Wants.Contains(null!) || entry.TokenHosts.Contains(null!)
                || entry.Files.Any(file => file is null || file.Addresses.Contains(null!)));

    private static CatalogueEntry Check(string source, WrittenEntry entry, List<Licence> licences)
    {
        string what = $"model \"{entry.Name}\"";
        foreach (string name in entry.Aliases.Prepend(entry.Name))
        {
            Require(CatalogueEntry.IsName(name), source, $"{what}: \"{name}\" is no name; {CatalogueEntry.NameRule}");
        }

        Require(entry.Files.Count > 0, source, $"{what} has no files");
        Require(entry.Files.Select(file => file.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == entry.Files.Count, source, $"{what} has two files of one name");
        Licence licence = licences.Find(licence => licence.Id == entry.Licence)
            ?? throw Wrong(source, $"{what}: its licence \"{entry.Licence}\" is not among \"licences\", nor one of Easel's own ({string.Join(", ", licences.Select(known => known.Id))})");
        return new CatalogueEntry
        {
            Name = entry.Name,
            Aliases = entry.Aliases,
            Title = entry.Title,
            Kind = entry.Kind,
            Licence = licence,
            Files = [.. entry.Files.Select(file => Check(source, what, file))],
            Wants = entry.Wants,
            TokenHosts = entry.TokenHosts,
        };
    }

    private static CatalogueFile Check(string source, string what, WrittenFile file)
    {
        what = $"{what}, file \"{file.Name}\"";
        Require(CatalogueEntry.IsName(file.Name) && !Path.GetExtension(file.Name).Equals(".partial", StringComparison.OrdinalIgnoreCase), source, $"{what}: a name without folders is wanted");
        Require(file.Bytes is null or > 0, source, $"{what}: {file.Bytes} bytes; 1 or more are wanted, or none said");
        Require(file.Sha256 is null || HashPattern().IsMatch(file.Sha256), source, $"{what}: its sha256 is not 64 hexadecimal digits");
        Require(file.Addresses.Count > 0, source, $"{what} has no addresses");
        return new CatalogueFile
        {
            Name = file.Name,
            Bytes = file.Bytes,
            Sha256 = file.Sha256?.ToLowerInvariant(),
            Addresses = [.. file.Addresses.Select(address => Address(source, address, what))],
        };
    }

    private static Uri Address(string source, string text, string what)
        => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "https" or "http" && address.UserInfo.Length == 0
            ? address
            : throw Wrong(source, $"{what}: \"{text}\" is no address; https://host/path is wanted, without a user's name");

    private static void Require(bool holds, string source, string otherwise)
    {
        if (!holds)
        {
            throw Wrong(source, otherwise);
        }
    }

    private static CatalogueException Wrong(string source, string why) => new($"{source}: {why}.");

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z")]
    private static partial Regex HashPattern();

    private sealed record Written
    {
        public IReadOnlyList<WrittenLicence> Licences { get; init; } = [];

        public IReadOnlyList<WrittenEntry> Models { get; init; } = [];
    }

    private sealed record WrittenLicence
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string Address { get; init; }

        public IReadOnlyList<string> Summary { get; init; } = [];
    }

    private sealed record WrittenEntry
    {
        public required string Name { get; init; }

        public IReadOnlyList<string> Aliases { get; init; } = [];

        public required string Title { get; init; }

        public required WeightKind Kind { get; init; }

        public required string Licence { get; init; }

        public required IReadOnlyList<WrittenFile> Files { get; init; }

        public IReadOnlyList<string> Wants { get; init; } = [];

        public IReadOnlyList<string> TokenHosts { get; init; } = [];
    }

    private sealed record WrittenFile
    {
        public required string Name { get; init; }

        public long? Bytes { get; init; }

        public string? Sha256 { get; init; }

        public required IReadOnlyList<string> Addresses { get; init; }
    }
}
