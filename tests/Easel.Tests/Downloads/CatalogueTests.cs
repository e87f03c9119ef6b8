using Easel.Downloads.Catalogue;

namespace Easel.Tests.Downloads;

public sealed class CatalogueTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void Ours_tells_size_hash_licence_and_https_addresses_of_every_file()
    {
        IReadOnlyList<CatalogueEntry> entries = WeightCatalogue.BuiltIn.Entries;

        Assert.Equal(["sd-v1-4", "sd-v1-5", "sd-v1-5-inpainting", "safety-checker", "clip-vocabulary"], entries.Select(entry => entry.Name));
        Assert.All(entries, entry => Assert.True(entry.CanBeVerified && entry.Bytes > 0 && entry.Licence.Summary.Count > 0));
        Assert.All(entries.SelectMany(entry => entry.Files), file => Assert.True(file.Addresses.Count >= 2 && file.Addresses.All(address => address.Scheme == "https")));
    }

    [Theory]
    [InlineData("SD-V1-4", "sd-v1-4")]
    [InlineData("sd15", "sd-v1-5")]
    [InlineData("clip", "clip-vocabulary")]
    [InlineData("sd", null)]
    public void Names_and_aliases_are_found(string name, string? found) => Assert.Equal(found, WeightCatalogue.BuiltIn.Find(name)?.Name);

    [Fact]
    public void A_users_file_adds_entries()
    {
        WeightCatalogue catalogue = WeightCatalogue.BuiltIn.With(Written(Entry()));

        CatalogueEntry own = Assert.IsType<CatalogueEntry>(catalogue.Find("mine"));
        Assert.Equal((WeightKind.Checkpoint, "MIT", false), (own.Kind, own.Licence.Name, own.CanBeVerified));
        Assert.Null(own.Bytes);
        Assert.NotNull(catalogue.Find("sd-v1-4"));
    }

    [Theory]
    [InlineData("{", "not a catalogue")]
    [InlineData("null", "it is null")]
    [InlineData("""{"modells":[]}""", "modells")]
    [InlineData("""{"models":[{"name":"a"}]}""", "title")]
    public void What_is_no_catalogue_is_refused(string text, string names)
        => Assert.Contains(names, Assert.Throws<CatalogueException>(() => WeightCatalogue.BuiltIn.With(Written(text))).Message);

    [Theory]
    [InlineData("\"mine\"", "\"../mine\"", "\"../mine\" is no name")]
    [InlineData("\"mine\"", "\"sd14\"", "\"sd14\" is the name of another model")]
    [InlineData("\"own.safetensors\"", "\"../../.bashrc\"", "a name without folders is wanted")]
    [InlineData("\"own.safetensors\"", "\"own.partial\"", "a name without folders is wanted")]
    [InlineData("https://example.org/own", "ftp://example.org/own", "is no address")]
    [InlineData("https://example.org/own", "https://me:secret@example.org/own", "is no address")]
    [InlineData("https://example.org/own", "own", "is no address")]
    [InlineData("\"mit\"", "\"bsd\"", "its licence \"bsd\" is not among \"licences\", nor one of Easel's own (creativeml-openrail-m, mit)")]
    [InlineData("\"addresses\"", "\"sha256\":\"12\",\"addresses\"", "its sha256 is not 64 hexadecimal digits")]
    [InlineData("\"addresses\"", "\"bytes\":0,\"addresses\"", "0 bytes; 1 or more are wanted")]
    [InlineData("\"checkpoint\"", "\"virus\"", "kind")]
    [InlineData("\"kind\"", "\"wants\":[\"nothing\"],\"kind\"", "\"nothing\" is wanted by a model, but is none")]
    public void What_a_file_says_wrong_is_named(string right, string wrong, string message)
    {
        string path = Written(Entry().Replace(right, wrong, StringComparison.Ordinal));

        string found = Assert.Throws<CatalogueException>(() => WeightCatalogue.BuiltIn.With(path)).Message;

        Assert.StartsWith(path, found);
        Assert.Contains(message, found);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
        => Assert.Contains("absent.json", Assert.Throws<CatalogueException>(() => WeightCatalogue.BuiltIn.With(_folder.PathOf("absent.json"))).Message);

    public void Dispose() => _folder.Dispose();

    private static string Entry() => """
        {"models":[{"name":"mine","title":"My own","kind":"checkpoint","licence":"mit","files":[{"name":"own.safetensors","addresses":["https://example.org/own"]}]}]}
        """;

    private string Written(string text)
    {
        string path = _folder.PathOf("models.json");
        File.WriteAllText(path, text);
        return path;
    }
}
