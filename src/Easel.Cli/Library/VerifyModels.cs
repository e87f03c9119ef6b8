using System.Text.Json.Nodes;
using Easel.Checkpoints;
using Easel.Diffusion;
using Easel.Downloads.Transfer;
using Easel.Painting;
using Easel.Painting.Library;

namespace Easel.Cli.Library;

/// <summary><c>easel models verify [NAME]</c>: reads files again, and says what is damaged.</summary>
internal static class VerifyModels
{
    /// <summary>Runs the command.</summary>
    /// <returns>0 if all is whole; else 1.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ModelsWords read = ModelsWords.Read(words, CommonOptions.Catalogue, CommonOptions.Quiet, CommonOptions.Json);
        ModelLibrary library = CommonOptions.OpenLibrary(read.Options, surroundings);
        TransferReport report = new(surroundings, CommonOptions.StyleOf(read.Options));
        List<(string Name, HeldFile File)> files = Find(library, read.Names);
        try
        {
            bool isWhole = true;
            foreach ((string name, HeldFile file) in files)
            {
                isWhole &= await VerifyAsync(library, name, file, report, surroundings).ConfigureAwait(false);
            }

            if (files.Count == 0)
            {
                report.Note("No model is here: there is nothing to verify. easel models list shows what is known.");
            }

            return isWhole ? ExitCode.Success : ExitCode.Failure;
        }
        finally
        {
            report.Erase();
        }
    }

    private static List<(string Name, HeldFile File)> Find(ModelLibrary library, IReadOnlyList<string> names)
    {
        List<(string Name, HeldFile File)> known =
        [
            .. library.Catalogue.Entries.SelectMany(entry => entry.Files.Select(file => (entry.Name, library.Look(entry, file)))),
            .. library.Added.Select(record => (record.Name, library.Look(record))),
        ];
        if (names.Count == 0)
        {
            return [.. known.Where(pair => pair.File.IsHere)];
        }

        List<(string Name, HeldFile File)> wanted = [];
        foreach (string name in names)
        {
            string found = library.Catalogue.Find(name)?.Name ?? library.Added.FirstOrDefault(record => record.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Name
                ?? ModelsWords.Entry(library.Catalogue, name).Name;
            wanted.AddRange(known.Where(pair => pair.Name == found));
        }

        return wanted;
    }

    private static async Task<bool> VerifyAsync(ModelLibrary library, string name, HeldFile file, TransferReport report, Surroundings surroundings)
    {
        if (!file.IsHere)
        {
            throw new GenerationException($"{name}: {file.Path} is {ModelLibrary.Describe(file)}. {(library.Catalogue.Find(name) is null ? "Put it back, or: easel models remove" : "To download it: easel models pull")} {name}");
        }

        string? damage = file.Wanted is long wanted && file.Bytes != wanted ? $"expected are {wanted} bytes, found were {file.Bytes}" : null;
        string? found = null;
        if (damage is null)
        {
            found = await library.Hashes.ReadAsync(file.Path, (done, total) => report.Verifying(file.Name, done, total), surroundings.Cancel).ConfigureAwait(false);
            damage = file.Sha256 is not null && found != file.Sha256 ? $"expected is SHA-256 {file.Sha256}, found was {found}" : null;
        }

        JsonObject fields = new() { ["name"] = name, ["path"] = file.Path, ["whole"] = damage is null, ["bytes"] = file.Bytes, ["expectedBytes"] = file.Wanted, ["sha256"] = found, ["expectedSha256"] = file.Sha256 };
        if (damage is null)
        {
            string how = file.Sha256 is null ? $"SHA-256 {found}, with nothing to compare it to" : "whole";
            report.Result($"{name}: {file.Path}, {ByteText.Of(file.Bytes)}, {how}.", "verified", fields);
            return true;
        }

        string place = Structure(file.Path) is string inside ? $" Inside: {inside}" : "";
        string what = library.Catalogue.Find(name) is null ? "Copy it again from where you have it" : $"To download it anew: easel models pull {name}";
        report.Result($"{name}: {file.Path} is damaged: {damage}.{place} {what}.", "damaged", fields);
        return false;
    }

    /// <summary>What its own directory says to be wrong with a checkpoint; none if that looks right, or it is none.</summary>
    private static string? Structure(string path)
    {
        try
        {
            if (Path.GetExtension(path) is ".ckpt" or ".safetensors" or ".bin" or ".pt")
            {
                using Checkpoint checkpoint = Checkpoint.OpenAny(path);
            }

            return null;
        }
        catch (CheckpointException unusable)
        {
            return unusable.Message;
        }
    }
}
