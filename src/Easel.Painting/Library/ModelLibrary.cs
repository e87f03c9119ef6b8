using Easel.Diffusion.Pipelines;
using Easel.Downloads.Catalogue;
using Easel.Downloads.Transfer;

namespace Easel.Painting.Library;

/// <summary>The weights of this user: what the catalogue knows, what is here of it, and what was added.</summary>
internal sealed class ModelLibrary
{
    private readonly Func<string, string?> _folders;
    private readonly LibraryIndex? _index;

    private ModelLibrary(WeightCatalogue catalogue, Func<string, string?> folders)
    {
        Catalogue = catalogue;
        _folders = folders;
        _index = folders("models") is string folder ? new LibraryIndex(folder) : null;
        Hashes = new ContentHash(folders("hashes"));
    }

    /// <summary>What is known.</summary>
    public WeightCatalogue Catalogue { get; }

    /// <summary>Hashes of files that were read once.</summary>
    public ContentHash Hashes { get; }

    /// <summary>Files that were downloaded or added.</summary>
    public IReadOnlyList<LibraryRecord> Records => _index?.Read() ?? [];

    /// <summary>Files that were added under names that are not in the catalogue.</summary>
    public IEnumerable<LibraryRecord> Added => Records.Where(record => Catalogue.Find(record.Name) is null);

    /// <summary>The library with Easel's catalogue, the user's own if there is one, and one that was named.</summary>
    /// <exception cref="CatalogueException">A catalogue cannot be used.</exception>
    public static ModelLibrary Open(Func<string, string?> folders, string? catalogueFile = null)
    {
        WeightCatalogue catalogue = WeightCatalogue.BuiltIn;
        if (OwnCatalogue() is string own && File.Exists(own))
        {
            catalogue = catalogue.With(own);
        }

        return new ModelLibrary(catalogueFile is null ? catalogue : catalogue.With(catalogueFile), folders);
    }

    /// <summary>The checkpoint that this user has under a name, if the name can be one.</summary>
    public static string? CheckpointNamed(string name)
    {
        try
        {
            return name.Length == 0 || name.AsSpan().ContainsAny('/', '\\') ? null : Open(UserCache.Folder).PathNamed(name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Commands on models say what is wrong with a list; painting can do without.
            return null;
        }
    }

    /// <summary>Where the user's own catalogue may lie: <c>models.json</c> in the folder for settings.</summary>
    public static string? OwnCatalogue() => SettingsFolder.Find(Environment.GetEnvironmentVariable) is string folder ? Path.Combine(folder, "models.json") : null;

    /// <summary>The path of the checkpoint that is here under a name; none if there is none.</summary>
    public string? PathNamed(string name) => Catalogue.Find(name) is CatalogueEntry entry
        ? entry.Kind == WeightKind.Checkpoint && entry.Files.Count == 1 && Look(entry, entry.Files[0]) is { IsHere: true } held ? held.Path : null
        : Records.FirstOrDefault(record => record.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Path;

    /// <summary>The folder for a kind of weights.</summary>
    /// <exception cref="IOException">The system has no place for it.</exception>
    public string FolderOf(WeightKind kind) => _folders(kind switch
    {
        WeightKind.Vocabulary => "clip",
        WeightKind.SafetyChecker => "safety-checker",
        _ => "models",
    }) ?? throw new IOException("This system has no place for caches (neither EASEL_CACHE nor HOME is set). Name a folder: EASEL_CACHE=FOLDER");

    /// <summary>Where a file of the catalogue lies when Easel brings it.</summary>
    public string PlaceOf(CatalogueEntry entry, CatalogueFile file) => Path.Combine(FolderOf(entry.Kind), file.Name);

    /// <summary>What is here of a file of the catalogue.</summary>
    public HeldFile Look(CatalogueEntry entry, CatalogueFile file)
    {
        LibraryRecord? record = Records.FirstOrDefault(record => record.Name == entry.Name && Path.GetFileName(record.Path) == file.Name)
            ?? (entry.Files.Count == 1 ? Records.FirstOrDefault(record => record.Name == entry.Name) : null);
        string place = record?.Path ?? PlaceOf(entry, file);
        HeldFile held = Look(place, file.Bytes ?? record?.Bytes, file.Sha256 ?? record?.Sha256);
        FileInfo part = new(UnfinishedDownload.PathOf(place));
        return held.Wholeness == Wholeness.Missing && part.Exists ? held with { Wholeness = Wholeness.Partial, Bytes = part.Length } : held;
    }

    /// <summary>What is here of a file that was added.</summary>
    public HeldFile Look(LibraryRecord record) => Look(record.Path, record.Bytes, record.Sha256);

    /// <summary>Records a file, in the place of what was recorded of its path or, if it is new, under its name.</summary>
    public void Record(LibraryRecord record) => Change(records =>
    {
        records.RemoveAll(other => other.Name == record.Name && Path.GetFileName(other.Path) == Path.GetFileName(record.Path));
        records.Add(record);
    });

    /// <summary>Forgets what is recorded under a name.</summary>
    public void Forget(string name) => Change(records => records.RemoveAll(record => record.Name == name));

    private void Change(Action<List<LibraryRecord>> change)
    {
        _ = FolderOf(WeightKind.Checkpoint);
        _index!.Change(change);
    }

    private HeldFile Look(string path, long? wanted, string? sha256)
    {
        if (!File.Exists(path))
        {
            return new HeldFile(path, 0, wanted, sha256, Wholeness.Missing);
        }

        long bytes = (File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path)).Length;
        string? noted = bytes == wanted ? Hashes.Noted(path) : null;
        Wholeness wholeness = wanted is not null && bytes != wanted ? Wholeness.Damaged
            : noted is null || sha256 is null ? Wholeness.Unchecked
            : noted == sha256 ? Wholeness.Whole : Wholeness.Damaged;
        return new HeldFile(path, bytes, wanted, sha256, wholeness);
    }

    /// <summary>What a file's state is called.</summary>
    public static string Describe(HeldFile held) => held.Wholeness switch
    {
        Wholeness.Missing => "not here",
        Wholeness.Partial => held.Wanted is long all ? $"{100.0 * held.Bytes / all:F0} % here" : $"{ByteText.Of(held.Bytes)} here",
        Wholeness.Damaged when held.Bytes != held.Wanted => $"damaged: {held.Bytes} of {held.Wanted} bytes",
        Wholeness.Damaged => "damaged: wrong SHA-256",
        Wholeness.Unchecked => "here, not verified",
        _ => "here, whole",
    };
}
