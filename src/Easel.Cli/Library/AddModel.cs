using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Easel.Checkpoints;
using Easel.Cli.Options;
using Easel.Downloads.Catalogue;
using Easel.Painting;
using Easel.Painting.Library;
using Easel.Painting.Texts;

namespace Easel.Cli.Library;

/// <summary><c>easel models add FILE</c>: gives a checkpoint that the user has a name. The file stays where it is.</summary>
internal static partial class AddModel
{
    /// <summary>What it is called.</summary>
    public static ValueOption<string?> Name { get; } = OptionOf.Text("--name", null, "what it is called; the file's name without its ending if not given") with { Shown = "NAME" };

    /// <summary>In the place of another.</summary>
    public static Flag Force { get; } = new("--force", "take the name from another checkpoint that was added");

    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ModelsWords read = ModelsWords.Read(words, Name, Force, CommonOptions.Catalogue, CommonOptions.Quiet, CommonOptions.Json);
        read.Require(1, 1, "one checkpoint's file");
        ModelLibrary library = CommonOptions.OpenLibrary(read.Options, surroundings);
        TransferReport report = new(surroundings, CommonOptions.StyleOf(read.Options));
        string path = Path.GetFullPath(read.Names[0]);
        string family = Inspect(path);
        try
        {
            string sha256 = await library.Hashes.ReadAsync(path, (done, total) => report.Verifying(Path.GetFileName(path), done, total), surroundings.Cancel).ConfigureAwait(false);
            CatalogueEntry? known = library.Catalogue.Entries.FirstOrDefault(entry => entry.Files.Count == 1 && entry.Files[0].Sha256 == sha256);
            string name = ChooseName(read.Options, library, path, known);
            library.Forget(name);
            library.Record(new LibraryRecord(name, path, new FileInfo(path).Length, sha256, IsDownloaded: false));
            string isKnown = known is null ? "" : $" It is {known.Title}, whole.";
            report.Result(
                $"{name}: {path}, {family}.{isKnown} To paint with it: easel txt2img --ckpt {name}",
                "added",
                new JsonObject { ["name"] = name, ["path"] = path, ["family"] = family, ["sha256"] = sha256, ["known"] = known?.Name });
            return ExitCode.Success;
        }
        finally
        {
            report.Erase();
        }
    }

    /// <summary>The kind of a checkpoint that can be painted with.</summary>
    private static string Inspect(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"{Quoted.Of(path)} is a folder. A single file is wanted; a diffusers folder is painted with where it lies: easel txt2img --ckpt {path}");
        }

        using Checkpoint checkpoint = Checkpoint.Open(path);
        var family = CheckpointFamily.Of(checkpoint.Tensors);
        return family.Name == "unknown" ? throw new CheckpointException($"{path}: {family.Remark} It is not added.") : family.Remark.Length == 0 ? family.Name : $"{family.Name} ({family.Remark.TrimEnd('.')})";
    }

    private static string ChooseName(ParsedOptions options, ModelLibrary library, string path, CatalogueEntry? known)
    {
        string name = options.Has(Name) ? options.Of(Name)! : known?.Name ?? UnfitPattern().Replace(Path.GetFileNameWithoutExtension(path), "-").Trim('-', '.', '_');
        if (!CatalogueEntry.IsName(name))
        {
            throw new UsageException($"argument --name: {Quoted.Of(name)} is no name; {CatalogueEntry.NameRule}");
        }

        if (library.Catalogue.Find(name) is CatalogueEntry entry && entry != known)
        {
            throw new UsageException($"{Quoted.Of(name)} is {entry.Title} in the catalogue, and this file is another. Name it otherwise: --name NAME");
        }

        if (!options.Has(Force) && library.Records.FirstOrDefault(record => record.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && record.Path != path) is LibraryRecord taken && File.Exists(taken.Path))
        {
            throw new UsageException($"{Quoted.Of(name)} is {taken.Path} already. Name this one otherwise (--name NAME), or take the name from it (--force)");
        }

        return name;
    }

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex UnfitPattern();
}
