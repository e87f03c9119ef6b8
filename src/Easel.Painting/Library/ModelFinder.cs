using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Downloads.Catalogue;
using Easel.Painting.Texts;

namespace Easel.Painting.Library;

/// <summary>What is known of a checkpoint that something was painted with.</summary>
/// <param name="File">its name without folder</param>
/// <param name="Bytes">its size; none of a folder</param>
/// <param name="Sha256">in small hexadecimal; none of a folder</param>
internal sealed record WantedModel(string File, long? Bytes, string? Sha256)
{
    /// <summary>In words: the name, and the content as far as it is known.</summary>
    public override string ToString() => Sha256 is null ? $"{File} (a folder, whose content is not recorded)" : $"{File} (SHA-256 {Sha256})";
}

/// <summary>A checkpoint that was looked for.</summary>
/// <param name="Model">what was found; none if its content is not here</param>
/// <param name="IsProven">whether it has the wanted content; a folder is found by its name alone</param>
/// <param name="Why">if there is none: why, and what to do</param>
internal sealed record ModelSearch(ChosenModel? Model, bool IsProven, string Why = "");

/// <summary>
/// Finds a checkpoint by its content, wherever it lies now: under the name that is given, where it lay, in the usual place, in the library of <c>easel models</c>, or
/// beside the program. Hashes that are noted down cost nothing; of files without, only those of the wanted size are read.
/// </summary>
/// <param name="library">The user's; none if it cannot be read.</param>
/// <param name="hashes">Hashes of files that were read once.</param>
/// <param name="pocket">The model that comes with Easel.</param>
internal sealed class ModelFinder(ModelLibrary? library, ContentHash hashes, PocketModel? pocket)
{
    private static readonly string[] s_endings = [".ckpt", ".safetensors", ".pt", ".bin"];

    /// <summary>A finder in what a command sees of the world.</summary>
    public static ModelFinder In(PaintingSurroundings surroundings)
    {
        ModelLibrary? library = null;
        try
        {
            library = ModelLibrary.Open(surroundings.CacheFolder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Commands on models say what is wrong with a list; there are other places.
        }

        return new ModelFinder(library, library?.Hashes ?? new ContentHash(), surroundings.FindPocket());
    }

    /// <summary>Looks for a checkpoint.</summary>
    /// <param name="wanted">What is known of it.</param>
    /// <param name="named">The only one that is looked at, if the user names one: a file, a folder, or a name of <c>easel models</c>.</param>
    /// <param name="places">Where it lay before, if that is known.</param>
    /// <param name="observe">Told of files that are read: which, the bytes so far, and of how many.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="GenerationException">What the user names is not there.</exception>
    /// <exception cref="IOException">What the user names cannot be read.</exception>
    public async Task<ModelSearch> FindAsync(WantedModel wanted, string? named, IReadOnlyList<string> places, Action<string, long, long> observe, CancellationToken cancel)
    {
        if (named is not null)
        {
            ChosenModel model = ChosenModel.Named(named, pocket);
            return Path.Exists(model.Checkpoint)
                ? await CompareAsync(wanted, model, observe, cancel).ConfigureAwait(false)
                : throw new GenerationException($"argument --ckpt: there is no file, folder or model {Quoted.Of(named)}. easel models list shows what is here");
        }

        string[] candidates = [.. Candidates(wanted, places).Select(Path.GetFullPath).Distinct().Where(path => Fits(wanted, path))];
        if (wanted.Sha256 is null)
        {
            return candidates.Length > 0
                ? new ModelSearch(new ChosenModel(candidates[0]), IsProven: false)
                : new ModelSearch(null, IsProven: false, $"the model is not here: {wanted}. Name it: --ckpt FOLDER");
        }

        string? found = Array.Find(candidates, path => hashes.Noted(path) == wanted.Sha256);
        foreach (string path in candidates.Where(path => hashes.Noted(path) is null))
        {
            found ??= await ReadQuietlyAsync(path, observe, cancel).ConfigureAwait(false) == wanted.Sha256 ? path : null;
        }

        return found is not null ? new ModelSearch(Chosen(found), IsProven: true) : new ModelSearch(null, IsProven: false, $"the model is not here: {wanted}. {HowToGet(wanted.Sha256)}");
    }

    /// <summary>The hash of a file that may be the wanted one; none if it cannot be read.</summary>
    private async Task<string?> ReadQuietlyAsync(string path, Action<string, long, long> observe, CancellationToken cancel)
    {
        try
        {
            return await hashes.ReadAsync(path, (done, total) => observe(path, done, total), cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether what the user names has the wanted content.</summary>
    private async Task<ModelSearch> CompareAsync(WantedModel wanted, ChosenModel model, Action<string, long, long> observe, CancellationToken cancel)
    {
        bool isFolder = Directory.Exists(model.Checkpoint);
        if (wanted.Sha256 is null || isFolder)
        {
            return wanted.Sha256 is null && isFolder
                ? new ModelSearch(model, IsProven: false)
                : new ModelSearch(null, IsProven: false, $"it was made by another model: {wanted}, and {model.Checkpoint} is a {(isFolder ? "folder" : "file")}");
        }

        string found = hashes.Noted(model.Checkpoint)
            ?? await hashes.ReadAsync(model.Checkpoint, (done, total) => observe(model.Checkpoint, done, total), cancel).ConfigureAwait(false);
        return found == wanted.Sha256
            ? new ModelSearch(Chosen(model.Checkpoint), IsProven: true)
            : new ModelSearch(null, IsProven: false, $"it was made by another model: {wanted}, and {model.Checkpoint} has SHA-256 {found}. {HowToGet(wanted.Sha256)}");
    }

    private IEnumerable<string> Candidates(WantedModel wanted, IReadOnlyList<string> places)
    {
        foreach (string place in (IEnumerable<string>)[.. places, .. IsPlainName(wanted.File) ? new[] { wanted.File } : [], ChosenModel.UsualPlace, .. pocket is null ? [] : new[] { pocket.Options.Checkpoint }])
        {
            yield return place;
        }

        foreach (string held in Quietly(() => library?.Records.Select(record => record.Path)))
        {
            yield return held;
        }

        string?[] folders = [Quietly(() => library is null ? null : [library.FolderOf(WeightKind.Checkpoint)]).FirstOrDefault(), Path.GetDirectoryName(ChosenModel.UsualPlace), "."];
        foreach (string folder in folders.OfType<string>().Where(Directory.Exists))
        {
            foreach (string file in Quietly(() => Directory.EnumerateFiles(folder).Where(file => s_endings.Contains(Path.GetExtension(file)))))
            {
                yield return file;
            }
        }
    }

    private ChosenModel Chosen(string path)
        => pocket is not null && Path.GetFullPath(path) == Path.GetFullPath(pocket.Options.Checkpoint) ? new ChosenModel(pocket.Options.Checkpoint, pocket) : new ChosenModel(path);

    private string HowToGet(string sha256)
        => library?.Catalogue.Entries.FirstOrDefault(entry => entry.Files.Any(file => file.Sha256 == sha256)) is CatalogueEntry known
            ? $"It is {known.Title}: easel models pull {known.Name}"
            : "Name its file, whatever it is called now: --ckpt FILE";

    private static bool Fits(WantedModel wanted, string path)
    {
        if (wanted.Sha256 is null)
        {
            return Directory.Exists(path) && Path.GetFileName(path) == wanted.File;
        }

        // Existence is that of what a link leads to, length is the link's own.
        return File.Exists(path) && (wanted.Bytes is null || (File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path)).Length == wanted.Bytes);
    }

    /// <summary>A record is made by others: what it calls a file's name leads nowhere else.</summary>
    private static bool IsPlainName(string name) => name.Length > 0 && name is not ("." or "..") && !name.AsSpan().ContainsAny("/\\:\0");

    private static string[] Quietly(Func<IEnumerable<string>?> list)
    {
        try
        {
            return [.. list() ?? []];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
