using Easel.Diffusion.Pipelines;
using Easel.Downloads.Catalogue;
using Easel.Painting;
using Easel.Painting.Library;

namespace Easel.Server.Models;

/// <summary>A model and where it lies, which no request and no answer tells.</summary>
/// <param name="Entry">What requests know of it.</param>
/// <param name="Model">Its checkpoint.</param>
/// <param name="Pipeline">How it is opened.</param>
internal sealed record PlacedModel(ModelEntry Entry, ChosenModel Model, PipelineOptions Pipeline);

/// <summary>The server's own model, the one that comes with Easel, those of the user's library, and those that lie beside the server's own.</summary>
/// <param name="options">The server's own model, and how models are opened.</param>
/// <param name="surroundings">Where the user's library is.</param>
internal sealed class ModelList(ServerOptions options, PaintingSurroundings surroundings) : IModels
{
    private static readonly string[] s_endings = [".ckpt", ".safetensors", ".pt"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _families = new(StringComparer.Ordinal);
    private IReadOnlyList<PlacedModel>? _all;
    private string? _loaded;

    /// <inheritdoc/>
    public IReadOnlyList<ModelEntry> List() => [.. All().Where(IsHere).Select(Now)];

    /// <inheritdoc/>
    public ModelEntry? Find(string? name) => FindPlaced(name) is PlacedModel placed ? Now(placed) : null;

    /// <summary>A model with its place. One whose file went is none until it is back, and no other takes its name meanwhile.</summary>
    public PlacedModel? FindPlaced(string? name) => Match(All(), name) is PlacedModel found && IsHere(found) ? found : null;

    /// <inheritdoc/>
    public void Refresh()
    {
        lock (_lock)
        {
            _all = null;
        }
    }

    /// <summary>Takes note of what is in memory now.</summary>
    /// <param name="checkpoint">Its place; none if nothing is.</param>
    /// <param name="family">What it turned out to be.</param>
    public void Loaded(string? checkpoint, string family)
    {
        lock (_lock)
        {
            _loaded = checkpoint;
            if (checkpoint is not null)
            {
                _families[checkpoint] = family;
            }
        }
    }

    /// <summary>Of the server's own, the job that wants it tells.</summary>
    private static bool IsHere(PlacedModel model) => model.Entry.IsDefault || Path.Exists(model.Pipeline.Checkpoint);

    private static PlacedModel? Match(IReadOnlyList<PlacedModel> all, string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return all[0];
        }

        string plain = Plain(name);
        return all.FirstOrDefault(model => model.Entry.Name == plain)
            ?? all.FirstOrDefault(model => model.Entry.File == plain)
            ?? all.FirstOrDefault(model => plain.Equals(model.Entry.Name, StringComparison.OrdinalIgnoreCase) || plain.Equals(model.Entry.File, StringComparison.OrdinalIgnoreCase))
            ?? all.FirstOrDefault(model => model.Entry.Sha256?.StartsWith(plain, StringComparison.OrdinalIgnoreCase) == true && plain.Length >= 8);
    }

    /// <summary>A name without what A1111 and its clients put around it: a folder of theirs has no meaning, a hash stands in brackets behind.</summary>
    private static string Plain(string name)
    {
        string plain = name.Trim();
        int bracket = plain.LastIndexOf(" [", StringComparison.Ordinal);
        return bracket > 0 && plain.EndsWith(']') ? plain[..bracket].TrimEnd() : plain;
    }

    private ModelEntry Now(PlacedModel placed)
    {
        lock (_lock)
        {
            string checkpoint = placed.Pipeline.Checkpoint;
            return placed.Entry with { IsLoaded = checkpoint == _loaded, Family = _families.GetValueOrDefault(checkpoint, placed.Entry.Family) };
        }
    }

    private IReadOnlyList<PlacedModel> All()
    {
        lock (_lock)
        {
            return _all ??= Look();
        }
    }

    private List<PlacedModel> Look()
    {
        List<PlacedModel> found = [];
        HashSet<string> places = new(StringComparer.Ordinal);
        ModelLibrary? library = Quietly(() => ModelLibrary.Open(surroundings.CacheFolder));
        ContentHash hashes = library?.Hashes ?? new ContentHash();
        (string Name, string Path)[] held = library is null ? [] : Quietly(() => Held(library)) ?? [];

        string own = options.Model.Checkpoint;
        Add(options.Model.Pocket is not null ? PocketModel.Name : held.FirstOrDefault(model => IsSame(model.Path, own)).Name ?? NameOf(own), options.Model, isDefault: true);
        if (surroundings.FindPocket() is PocketModel pocket)
        {
            Add(PocketModel.Name, new ChosenModel(pocket.Options.Checkpoint, pocket), isDefault: false);
        }

        foreach ((string name, string path) in held)
        {
            Add(name, new ChosenModel(path), isDefault: false);
        }

        foreach (string path in options.Model.Pocket is null ? Quietly(() => Beside(own)) ?? [] : [])
        {
            Add(NameOf(path), new ChosenModel(path), isDefault: false);
        }

        return found;

        void Add(string name, ChosenModel model, bool isDefault)
        {
            string file = Path.GetFileName(Path.TrimEndingDirectorySeparator(model.Checkpoint));
            if (!places.Add(Path.GetFullPath(model.Checkpoint)))
            {
                return;
            }

            // Two of one name: the second goes by its file's.
            string unique = !found.Exists(other => other.Entry.Name == name) ? name : file;
            if (found.Exists(other => other.Entry.Name == unique))
            {
                return;
            }

            PipelineOptions pipeline = isDefault ? options.Pipeline : PipelineOf(model);
            ModelEntry entry = new(unique, "", file) { IsDefault = isDefault, Sha256 = hashes.Noted(model.Checkpoint), Defaults = ModelSettings.DefaultsOf(model.Pocket, pipeline.Config) };
            found.Add(new PlacedModel(entry, model, pipeline));
        }
    }

    /// <summary>How a model is opened that is not the server's own.</summary>
    private PipelineOptions PipelineOf(ChosenModel model) => options.Pipeline with
    {
        Checkpoint = model.Checkpoint,
        Config = model.Pocket?.Options.Config ?? ModelSettings.ConfigOf(model.Checkpoint),
        Vocabulary = model.Pocket?.Options.Vocabulary ?? (options.Model.Pocket is null ? options.Pipeline.Vocabulary : null),
        Schedule = null,
        UseAveragedWeights = false,
    };

    /// <summary>The checkpoints of the user's library that are here.</summary>
    private static (string Name, string Path)[] Held(ModelLibrary library) =>
    [
        .. from entry in library.Catalogue.Entries
           where entry.Kind == WeightKind.Checkpoint && library.PathNamed(entry.Name) is not null
           select (entry.Name, library.PathNamed(entry.Name)!),
        .. from record in library.Added where Path.Exists(record.Path) select (record.Name, record.Path),
    ];

    /// <summary>Checkpoints in the folder of one.</summary>
    private static string[] Beside(string checkpoint)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(checkpoint)) ?? "";
        return Directory.Exists(folder) && !Directory.Exists(checkpoint)
            ? [.. Directory.EnumerateFiles(folder).Where(file => s_endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)]
            : [];
    }

    private static string NameOf(string path) => s_endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
        ? Path.GetFileNameWithoutExtension(path)
        : Path.GetFileName(Path.TrimEndingDirectorySeparator(path));

    private static bool IsSame(string one, string other) => Path.GetFullPath(one) == Path.GetFullPath(other);

    private static T? Quietly<T>(Func<T> look) where T : class
    {
        try
        {
            return look();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Commands on models say what is wrong with a list; a server can do without.
            return null;
        }
    }
}
