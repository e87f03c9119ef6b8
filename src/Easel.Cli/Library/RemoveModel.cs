using System.Text.Json.Nodes;
using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Downloads.Catalogue;
using Easel.Downloads.Transfer;
using Easel.Painting;
using Easel.Painting.Library;
using Easel.Painting.Texts;

namespace Easel.Cli.Library;

/// <summary><c>easel models remove NAME</c>: deletes what Easel downloaded, and forgets what the user added.</summary>
internal static class RemoveModel
{
    /// <summary>Without a question.</summary>
    public static Flag Yes { get; } = new("--yes", "do not ask");

    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ModelsWords read = ModelsWords.Read(words, Yes, CommonOptions.Catalogue, CommonOptions.Quiet, CommonOptions.Json);
        read.Require(1, 1, "the name of one model");
        ModelLibrary library = CommonOptions.OpenLibrary(read.Options, surroundings);
        TransferReport report = new(surroundings, CommonOptions.StyleOf(read.Options));
        CatalogueEntry? entry = library.Catalogue.Find(read.Names[0]);
        string name = entry?.Name ?? read.Names[0];
        LibraryRecord[] records = [.. library.Records.Where(record => record.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        string[] parts = [.. (entry?.Files ?? []).Select(file => library.PlaceOf(entry!, file)).Where(place => File.Exists(UnfinishedDownload.PathOf(place)))];
        if (records.Length == 0 && parts.Length == 0)
        {
            return SayNothing(entry, name, library);
        }

        string[] doomed = [.. records.Where(record => record.IsDownloaded && File.Exists(record.Path)).Select(record => record.Path)];
        if (doomed.Length + parts.Length > 0 && !read.Options.Has(Yes) && !await IsMeantAsync(surroundings, name, doomed, parts).ConfigureAwait(false))
        {
            surroundings.Error.WriteLine("Nothing was removed.");
            return ExitCode.Failure;
        }

        long freed = parts.Sum(UnfinishedDownload.Delete);
        foreach (string path in doomed)
        {
            freed += new FileInfo(path).Length;
            File.Delete(path);
        }

        library.Forget(records.Length > 0 ? records[0].Name : name);
        string kept = records.FirstOrDefault(record => !record.IsDownloaded) is LibraryRecord own ? $" {own.Path} is yours, and stays." : "";
        report.Result($"{name} is forgotten; {ByteText.Of(freed)} are free again.{kept}", "removed", new JsonObject { ["name"] = name, ["freed"] = freed });
        return ExitCode.Success;
    }

    private static int SayNothing(CatalogueEntry? entry, string name, ModelLibrary library)
    {
        if (entry is null)
        {
            ModelsWords.Entry(library.Catalogue, name);
        }

        string[] others = [.. entry!.Files.Select(file => library.PlaceOf(entry, file)).Where(File.Exists)];
        throw new GenerationException(others.Length == 0
            ? $"{name} is not here: there is nothing to remove."
            : $"{string.Join(", ", others)}: this was not downloaded by Easel, which deletes only its own. Delete it yourself if you do not want it.");
    }

    private static async Task<bool> IsMeantAsync(Surroundings surroundings, string name, string[] doomed, string[] parts)
    {
        string files = string.Join(", ", doomed.Concat(parts.Select(UnfinishedDownload.PathOf)));
        return surroundings.ReadLine is null
            ? throw new UsageException($"{files} would be deleted, and there is no terminal to ask at. Who means it says --yes")
            : await Question.AskAsync(surroundings, Quoted.Harmless($"Remove {name}? This deletes {files}.")).ConfigureAwait(false);
    }
}
