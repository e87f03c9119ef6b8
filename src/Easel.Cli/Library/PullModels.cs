using System.Text.Json.Nodes;
using Easel.Cli.Options;
using Easel.Downloads.Catalogue;
using Easel.Downloads.Transfer;
using Easel.Painting;
using Easel.Painting.Library;
using Easel.Painting.Texts;

namespace Easel.Cli.Library;

/// <summary><c>easel models pull NAME ...</c>: downloads weights, once their licence is accepted.</summary>
internal sealed class PullModels
{
    /// <summary>Licences that are accepted without a question.</summary>
    public static ValueOption<string?> AcceptLicense { get; } = OptionOf.Text(
        "--accept-license", null, "accept a licence without being asked, for scripts: its name, such as creativeml-openrail-m, or the model's; several separated by commas") with
    { Shown = "NAME" };

    /// <summary>What belongs to it comes too.</summary>
    public static Flag WithWanted { get; } = new("--with-wanted", "also pull what the model wants beside it: vocabulary and safety checker");

    /// <summary>Unsafe ways.</summary>
    public static Flag AllowHttp { get; } = new("--allow-http", "use addresses without encryption too; what arrives is still checked against its SHA-256");

    private readonly ModelLibrary _library;
    private readonly ParsedOptions _options;
    private readonly Surroundings _surroundings;
    private readonly TransferReport _report;

    private PullModels(ParsedOptions options, Surroundings surroundings)
    {
        _options = options;
        _surroundings = surroundings;
        _library = CommonOptions.OpenLibrary(options, surroundings);
        _report = new TransferReport(surroundings, CommonOptions.StyleOf(options));
    }

    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ModelsWords read = ModelsWords.Read(words, AcceptLicense, WithWanted, AllowHttp, CommonOptions.Catalogue, CommonOptions.Quiet, CommonOptions.Json);
        read.Require(1, int.MaxValue, "the name of a model");
        PullModels pull = new(read.Options, surroundings);
        List<CatalogueEntry> entries = [.. read.Names.Select(name => ModelsWords.Entry(pull._library.Catalogue, name))];
        if (read.Options.Has(WithWanted))
        {
            entries.AddRange([.. entries.SelectMany(entry => entry.Wants).Select(name => pull._library.Catalogue.Find(name)!)]);
        }

        return await pull.RunAsync([.. entries.Distinct()]).ConfigureAwait(false);
    }

    private async Task<int> RunAsync(List<CatalogueEntry> entries)
    {
        try
        {
            List<(CatalogueEntry Entry, CatalogueFile File)> missing = [];
            foreach (CatalogueEntry entry in entries)
            {
                missing.AddRange(await MissingAsync(entry).ConfigureAwait(false));
            }

            foreach (IGrouping<Licence, CatalogueEntry> group in missing.Select(pair => pair.Entry).Distinct().GroupBy(entry => entry.Licence))
            {
                if (!await IsAcceptedAsync(group.Key, [.. group]).ConfigureAwait(false))
                {
                    _surroundings.Error.WriteLine("Nothing was downloaded: the licence was not accepted.");
                    return ExitCode.Failure;
                }
            }

            using HttpMessageInvoker client = Downloader.CreateClient();
            RequireSpace(client, missing);
            foreach ((CatalogueEntry entry, CatalogueFile file) in missing)
            {
                await PullAsync(client, entry, file).ConfigureAwait(false);
            }

            SayWhatIsWanted(entries);
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            if (entries.Exists(entry => entry.Files.Any(file => PartOf(entry, file) > 0)))
            {
                _report.Note("Stopped. What has arrived is kept: the same command goes on from there.");
            }

            throw;
        }
        finally
        {
            _report.Erase();
        }
    }

    /// <summary>The files of an entry that are not here, or not whole. What lies here and was never read is read now.</summary>
    private async Task<List<(CatalogueEntry Entry, CatalogueFile File)>> MissingAsync(CatalogueEntry entry)
    {
        List<(CatalogueEntry Entry, CatalogueFile File)> missing = [];
        foreach (CatalogueFile file in entry.Files)
        {
            HeldFile held = _library.Look(entry, file);
            if (held.Wholeness == Wholeness.Unchecked)
            {
                string sha256 = await _library.Hashes.ReadAsync(held.Path, (done, total) => _report.Verifying(file.Name, done, total), _surroundings.Cancel).ConfigureAwait(false);
                held = held with { Wholeness = file.Sha256 is null || sha256 == file.Sha256 ? Wholeness.Whole : Wholeness.Damaged };
            }

            if (held.Wholeness == Wholeness.Whole)
            {
                _report.Result($"{entry.Name}: {held.Path} is here and whole.", "here", new JsonObject { ["name"] = entry.Name, ["path"] = held.Path });
                continue;
            }

            if (held.Wholeness == Wholeness.Damaged)
            {
                _report.Note($"{held.Path} is {ModelLibrary.Describe(held)}. It is downloaded anew{(held.Path == _library.PlaceOf(entry, file) ? "" : $", to {_library.PlaceOf(entry, file)}; yours stays")}.");
            }

            missing.Add((entry, file));
        }

        return missing;
    }

    private async Task<bool> IsAcceptedAsync(Licence licence, IReadOnlyList<CatalogueEntry> entries)
    {
        string names = string.Join(" and ", entries.Select(entry => entry.Name));
        string verb = entries.Count == 1 ? "is" : "are";
        string[] accepted = (_options.Of(AcceptLicense) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (accepted.Contains(licence.Id, StringComparer.OrdinalIgnoreCase) || accepted.Contains(licence.Name, StringComparer.OrdinalIgnoreCase)
            || entries.All(entry => Array.Exists(accepted, entry.IsCalled)))
        {
            return true;
        }

        if (_surroundings.ReadLine is null)
        {
            throw new UsageException(
                $"{names} {verb} under the licence {licence.Name}, {licence.Address}. There is no terminal to ask at whether you accept it; who has read it and does says so: --accept-license {licence.Id}");
        }

        _surroundings.Error.WriteLine(Quoted.Harmless($"{names} {verb} under the licence {licence.Name}. In short:"));
        foreach (string line in licence.Summary)
        {
            _surroundings.Error.WriteLine(Quoted.Harmless($"  - {line}"));
        }

        _surroundings.Error.WriteLine(Quoted.Harmless($"What counts is its text: {licence.Address}"));
        return await Question.AskAsync(_surroundings, "Do you accept it?").ConfigureAwait(false);
    }

    /// <summary>All files of one disk together, before the first of them is begun.</summary>
    private void RequireSpace(HttpMessageInvoker client, List<(CatalogueEntry Entry, CatalogueFile File)> missing)
    {
        if (missing.Count > 0)
        {
            long bytes = missing.Sum(pair => Math.Max(0, (pair.File.Bytes ?? 0) - PartOf(pair.Entry, pair.File)));
            Create(client, missing[0].Entry).RequireSpace(bytes, _library.FolderOf(missing[0].Entry.Kind));
        }
    }

    private long PartOf(CatalogueEntry entry, CatalogueFile file)
    {
        FileInfo part = new(UnfinishedDownload.PathOf(_library.PlaceOf(entry, file)));
        return part.Exists ? part.Length : 0;
    }

    private async Task PullAsync(HttpMessageInvoker client, CatalogueEntry entry, CatalogueFile file)
    {
        if (file.Sha256 is null)
        {
            _report.Note($"The catalogue has no SHA-256 for {file.Name}: nobody can say whether what arrives is the right file.");
        }

        string place = _library.PlaceOf(entry, file);
        string sha256 = await Create(client, entry).DownloadAsync(file, place, _surroundings.Cancel).ConfigureAwait(false);
        long bytes = new FileInfo(place).Length;
        await _library.Hashes.NoteAsync(place, sha256, CancellationToken.None).ConfigureAwait(false);
        _library.Record(new LibraryRecord(entry.Name, place, bytes, sha256, IsDownloaded: true));
        _report.Result(
            $"{entry.Name}: {place}, {ByteText.Of(bytes)}{(file.Sha256 is null ? "" : ", whole")}.",
            "pulled",
            new JsonObject { ["name"] = entry.Name, ["path"] = place, ["bytes"] = bytes, ["sha256"] = sha256, ["verified"] = file.Sha256 is not null });
    }

    private Downloader Create(HttpMessageInvoker client, CatalogueEntry entry) => new(
        client,
        new DownloadOptions
        {
            Agent = $"easel/{EaselVersion.Text}",
            Token = Token(),
            TokenHosts = entry.TokenHosts,
            AllowsHttp = _options.Has(AllowHttp),
            Time = _surroundings.Time,
        },
        _report);

    private static string? Token()
    {
        string? token = Environment.GetEnvironmentVariable("HF_TOKEN")?.Trim();
        return token is null || token.All(letter => char.IsAscii(letter) && !char.IsControl(letter) && letter != ' ')
            ? token
            : throw new UsageException("HF_TOKEN holds letters that no token has. Copy it anew from https://huggingface.co/settings/tokens, or unset it");
    }

    private void SayWhatIsWanted(List<CatalogueEntry> entries)
    {
        string[] wanted =
        [
            .. entries.SelectMany(entry => entry.Wants).Select(name => _library.Catalogue.Find(name)!)
                .Where(entry => !entry.Files.All(file => _library.Look(entry, file).IsHere)).Select(entry => entry.Name).Distinct(),
        ];
        if (wanted.Length > 0)
        {
            _report.Note($"Wanted beside it, and not here: {string.Join(", ", wanted)}. easel models pull {string.Join(' ', wanted)}");
        }

        if (entries.Find(entry => entry.Kind == WeightKind.Checkpoint) is CatalogueEntry checkpoint)
        {
            _report.Note($"To paint with it: easel txt2img --ckpt {checkpoint.Name}; as the original's users have it: easel models link {checkpoint.Name}");
        }
    }
}
