using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Downloads.Catalogue;
using Easel.Painting.Library;

namespace Easel.Painting.Journals;

/// <summary>Finds the checkpoint that a run began with, by its content, wherever it lies here.</summary>
/// <param name="model">What is known of it.</param>
/// <param name="sha256">Its hash; none if the run was interrupted before that was known, or it is a folder.</param>
/// <param name="library">The weights of this user.</param>
/// <param name="note">Told what takes long.</param>
internal sealed class CheckpointSearch(RecordedModel model, string? sha256, ModelLibrary library, Action<string> note)
{
    /// <summary>What tells a model in a folder from others: SHA-256 over the names and sizes of its files. (Not over their content: there are many gigabytes.)</summary>
    public static string FingerprintOf(string folder)
    {
        StringBuilder text = new();
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => Path.GetRelativePath(folder, file.FullName), StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(folder, file.FullName).Replace('\\', '/');
            text.Append(CultureInfo.InvariantCulture, $"{name} {SizeOf(file)}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The checkpoint's place.</summary>
    /// <param name="named">Where the command line says that it is, if it says so.</param>
    /// <param name="pocket">The model that comes with Easel, if it is there.</param>
    /// <param name="resume">The command that goes on with the run.</param>
    /// <exception cref="GenerationException">It is not here, or another was named.</exception>
    public async Task<string> FindAsync(string? named, PocketModel? pocket, string resume)
    {
        if (named is not null)
        {
            string path = ChosenModel.Named(named, pocket).Checkpoint;
            return !Path.Exists(path) ? throw new GenerationException($"argument --ckpt: there is no file or folder {path}. Wanted is {Description}.")
                : await IsItAsync(path, isNamed: true).ConfigureAwait(false) ? path
                : throw new GenerationException($"argument --ckpt: {path} is not the checkpoint that the run began with, which is {Description}. The run goes on with no other.");
        }

        foreach (string path in Candidates(pocket).Distinct())
        {
            if (await IsItAsync(path, isNamed: false).ConfigureAwait(false))
            {
                return path;
            }
        }

        throw new GenerationException(
            $"The checkpoint that the run began with is not here: {Description}. It was at {model.Path}; neither there, nor at {ChosenModel.UsualPlace}, nor among what easel models lists is a file of this content. Bring it here and say where it is: {resume} --ckpt FILE");
    }

    private string Description => model.Bytes is null
        ? $"the folder {model.Name}"
        : string.Create(CultureInfo.InvariantCulture, $"{model.Name}, {model.Bytes} bytes, SHA-256 {sha256 ?? "unknown (the run was interrupted before it was computed)"}");

    /// <summary>Places where it may be, likeliest first.</summary>
    private IEnumerable<string> Candidates(PocketModel? pocket)
    {
        yield return model.Path;
        if (pocket is not null)
        {
            yield return pocket.Options.Checkpoint;
        }

        yield return ChosenModel.UsualPlace;
        foreach (LibraryRecord record in library.Records)
        {
            yield return record.Path;
        }

        foreach (CatalogueEntry entry in library.Catalogue.Entries.Where(entry => entry.Kind == WeightKind.Checkpoint))
        {
            foreach (CatalogueFile file in entry.Files)
            {
                yield return library.Look(entry, file).Path;
            }
        }
    }

    private async Task<bool> IsItAsync(string path, bool isNamed)
    {
        if (model.Bytes is null)
        {
            return Directory.Exists(path) && FingerprintOf(path) == model.Fingerprint;
        }

        if (!File.Exists(path) || SizeOf(new FileInfo(path)) != model.Bytes)
        {
            return false;
        }

        // The old place, untouched: the hash is compared while the run goes on, before its first picture is written.
        if (Path.GetFullPath(path) == model.Path && File.GetLastWriteTimeUtc(path).Ticks == model.Changed)
        {
            return true;
        }

        // Many checkpoints have the same size: where the hash is not known, only the user can say that it is this one.
        if (sha256 is null)
        {
            return isNamed;
        }

        if (library.Hashes.Noted(path) is not string known)
        {
            note($"Reading {path}, to see whether it is the run's checkpoint.");
            known = await library.Hashes.OfAsync(path).ConfigureAwait(false) ?? "";
        }

        return known == sha256;
    }

    private static long SizeOf(FileInfo file) => (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
}
