using System.Text;

namespace Easel.Downloads.Catalogue;

/// <summary>Which weights are known: address, size, SHA-256 and licence of each. Ours stand in <c>catalogue.json</c>; users may add their own.</summary>
public sealed class WeightCatalogue
{
    private static readonly Lazy<WeightCatalogue> s_builtIn = new(ReadBuiltIn);

    internal WeightCatalogue(IReadOnlyList<CatalogueEntry> entries, IReadOnlyList<Licence> licences)
    {
        Entries = entries;
        Licences = licences;
    }

    /// <summary>What comes with Easel.</summary>
    public static WeightCatalogue BuiltIn => s_builtIn.Value;

    /// <summary>All entries, ours first.</summary>
    public IReadOnlyList<CatalogueEntry> Entries { get; }

    /// <summary>All licences that entries may be under.</summary>
    public IReadOnlyList<Licence> Licences { get; }

    /// <summary>The entry of a name or alias; none if there is none.</summary>
    public CatalogueEntry? Find(string name) => Entries.FirstOrDefault(entry => entry.IsCalled(name));

    /// <summary>This catalogue and the entries of a file of the same form.</summary>
    /// <exception cref="CatalogueException">The file cannot be read, or says what a catalogue cannot.</exception>
    public WeightCatalogue With(string path)
    {
        try
        {
            return CatalogueReader.Read(File.ReadAllText(path, Encoding.UTF8), path, this);
        }
        catch (Exception error) when (error is (IOException or UnauthorizedAccessException) and not CatalogueException)
        {
            throw new CatalogueException($"{path}: the catalogue cannot be read: {(error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file." : error.Message)}", error);
        }
    }

    private static WeightCatalogue ReadBuiltIn()
    {
        const string Name = "catalogue.json";
        using Stream stream = typeof(WeightCatalogue).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"{Name} is missing from the program.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return CatalogueReader.Read(reader.ReadToEnd(), Name, new WeightCatalogue([], []));
    }
}
