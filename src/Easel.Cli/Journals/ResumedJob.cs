using System.Globalization;
using Easel.Cli.Commands;
using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Journals;
using Easel.Painting.Library;
using Easel.Painting.Texts;

namespace Easel.Cli.Journals;

/// <summary>Makes a job of what a journal says, with all that it needs found on this machine.</summary>
/// <param name="journal">The journal.</param>
/// <param name="recorded">What it says the run is.</param>
/// <param name="parsed">What the command line says: how to run, and what has moved.</param>
/// <param name="surroundings">Where it runs.</param>
internal sealed class ResumedJob(RunJournal journal, RecordedJob recorded, ParsedOptions parsed, Surroundings surroundings)
{
    private const long MostOfReplacement = 1 << 26;

    private static readonly ValueOption<string?>[] s_places =
    [
        ResumeArguments.OutputFolder, ResumeArguments.InputFolder, ResumeArguments.Checkpoint, ResumeArguments.Vocabulary, ResumeArguments.SafetyChecker, SigningOptions.Sign,
    ];

    /// <summary>Whether nothing is left to be done but to delete the journal.</summary>
    public bool IsComplete => journal.Kept.FirstMissing(recorded.Requests(pictures: null), _ => true) is null
        && (recorded.Output.Files is not { GridColumns: > 0 } files || (!files.WritesGridOfOne && recorded.PictureCount == 1) || journal.Kept.Done.ContainsKey(PictureKey.Grid));

    /// <summary>What the painting run is to know of the one before.</summary>
    public ResumedRun Run => new(journal, recorded.Numbers, recorded.IsChecked)
    {
        Told = [.. from option in s_places where parsed.Of(option) is not null select (option.Name, parsed.Of(option)!)],
    };

    /// <summary>The job.</summary>
    /// <exception cref="GenerationException">Something that it needs is not here.</exception>
    public async Task<PaintingJob> JobAsync()
    {
        PocketModel? pocket = surroundings.FindPocket();
        string resume = JournalPlace.CommandFor(journal.Folder);
        Action<string> note = parsed.Has(RunArguments.Quiet) ? _ => { } : surroundings.Error.WriteLine;
        CheckpointSearch search = new(recorded.Model, journal.CheckpointSha256, ModelLibrary.Open(surroundings.CacheFolder), note);
        string checkpoint = await search.FindAsync(parsed.FileOf(ResumeArguments.Checkpoint), pocket, resume).ConfigureAwait(false);
        PocketModel? ownPocket = recorded.Model.IsPocket ? pocket : null;
        OutputPlan output = recorded.Output with { Folder = OutputFolderOf() };
        RecordedModel model = recorded.Model;
        return new PaintingJob
        {
            Command = recorded.Command,
            Model = new ChosenModel(checkpoint, ownPocket) { RecordedName = model.Name },
            Pipeline = new PipelineOptions
            {
                Checkpoint = checkpoint,
                Config = ConfigFor(checkpoint, pocket),
                Vocabulary = VocabularyFor(checkpoint, pocket, resume),
                Schedule = model.Schedule,
                UseAveragedWeights = model.UseAveragedWeights,
                Precision = model.Precision,
                Device = parsed.Has(RunArguments.Device) ? parsed.Of(RunArguments.Device) : model.Device,
                UsesInt8 = model.UsesInt8,
                Threads = (int)parsed.Of(RunArguments.Threads),
                WeightCache = RunArguments.ReadWeightCache(parsed),
            },
            Run = RunArguments.Read(parsed) with { MaxMemory = parsed.Of(RunArguments.MaxMemory) ?? recorded.MaxMemory },
            EndsAsScript = recorded.EndsAsScript,
            Texts = recorded.Texts,
            Finish = new FinishChoice(new SafetyChoice(parsed.FileOf(ResumeArguments.SafetyChecker) ?? recorded.Checker, Replacement(), IsOff: !recorded.IsChecked), recorded.IsMarked)
            {
                Key = KeyFor(resume),
                HidesPrompts = recorded.HidesPrompts,
            },
            Prepare = () => Order(output),
        };
    }

    private PaintingOrder Order(OutputPlan output)
    {
        string? pictures = parsed.FileOf(ResumeArguments.InputFolder);
        return new PaintingOrder(recorded.Requests(pictures), output)
        {
            Notes = [string.Create(CultureInfo.InvariantCulture, $"Going on with easel {recorded.Command} of {recorded.Begun:yyyy-MM-dd HH:mm} UTC: {JournalSummary.Standing(recorded, journal.Kept)}.")],
            Warnings = [.. Warnings(output)],
        };
    }

    private IEnumerable<string> Warnings(OutputPlan output)
    {
        if (recorded.Version != EaselVersion.Text)
        {
            yield return $"the run was begun by Easel {recorded.Version}, and this is {EaselVersion.Text}: pictures still to come may differ from what the other would have painted.";
        }

        if (parsed.Has(RunArguments.Device) && parsed.Of(RunArguments.Device) != recorded.Model.Device)
        {
            yield return $"the run was begun with --device {recorded.Model.Device}: pictures still to come may differ in their last digits.";
        }

        int missing = journal.Kept.Done.Values.Count(entry => entry.Name is string name && !File.Exists(Path.Combine(output.Folder, name)));
        if (missing > 0)
        {
            yield return $"{missing} finished {(missing == 1 ? "picture is" : "pictures are")} not in {output.FullFolder}; what is finished is not painted again.";
        }
    }

    /// <summary>Where the journal lies, or where the run wrote to.</summary>
    private string OutputFolderOf()
    {
        if (parsed.FileOf(ResumeArguments.OutputFolder) is string named)
        {
            return named;
        }

        if (recorded.IsOutputAbove)
        {
            // Copied alone, it lies beside the pictures to come.
            string parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(journal.Folder)))!;
            string folder = Path.GetFileName(parent) == JournalPlace.FolderName ? Path.GetDirectoryName(parent)! : parent;
            string below = Path.GetRelativePath(Environment.CurrentDirectory, folder);
            return Path.IsPathRooted(journal.Folder) ? folder : below == "." ? "" : below;
        }

        // A journal may come from anybody: where it does not lie, nothing is written unless the user says so.
        return Directory.Exists(recorded.Output.Folder)
            ? throw new GenerationException($"The run wrote to {recorded.Output.Folder}, and its journal lies elsewhere. If its pictures are to go there, say so: {JournalPlace.CommandFor(journal.Folder, (ResumeArguments.OutputFolder.Name, recorded.Output.Folder))}")
            : throw new GenerationException($"The run wrote to {recorded.Output.Folder}, which is not here. Say where to: {ResumeArguments.OutputFolder.Name} FOLDER");
    }

    private string? ConfigFor(string checkpoint, PocketModel? pocket)
    {
        if (recorded.Config is not RecordedFile config)
        {
            return null;
        }

        string?[] places = [config.Path, pocket?.Options.Config, ConfigFile.Beside(checkpoint)];
        return config.Sha256 is null ? config.Path
            : Array.Find(places, path => HasContent(path, config.Sha256)) ?? Kept(config.Sha256);
    }

    private string? VocabularyFor(string checkpoint, PocketModel? pocket, string resume)
    {
        string? named = parsed.FileOf(ResumeArguments.Vocabulary);
        if (recorded.Vocabulary is not { Sha256: string sha256 } vocabulary)
        {
            return named;
        }

        string wanted = $"{Path.GetFileName(vocabulary.Path)}, SHA-256 {sha256}";
        if (named is not null)
        {
            return VocabularyFinder.FilesAt(named).FirstOrDefault(path => HasContent(path, sha256))
                ?? throw new GenerationException($"argument {ResumeArguments.Vocabulary.Name}: {named} is not the vocabulary that the run began with, which is {wanted}.");
        }

        string folder = Directory.Exists(checkpoint) ? checkpoint : Path.GetDirectoryName(Path.GetFullPath(checkpoint)) ?? "";
        string?[] places = [vocabulary.Path, pocket?.Options.Vocabulary, .. VocabularyFinder.FilesAt(folder), .. surroundings.CacheFolder("clip") is string cache ? VocabularyFinder.FilesAt(cache) : []];
        return Array.Find(places, path => HasContent(path, sha256))
            ?? throw new GenerationException($"The vocabulary that the run began with is not here: {wanted}. It was at {vocabulary.Path}. Bring it here and say where it is: {resume} {ResumeArguments.Vocabulary.Name} FILE");
    }

    /// <summary>The key to sign with: named anew each time, for a journal may come from elsewhere, and whoever holds a key decides what it signs.</summary>
    private string? KeyFor(string resume)
    {
        string? key = parsed.FileOf(SigningOptions.Sign);
        return (key, recorded.IsSigned) switch
        {
            (null, true) => throw new GenerationException($"The run signs its pictures. Name the key again: {resume} {SigningOptions.Sign.Name} KEY"),
            (not null, false) => throw new UsageException($"argument {SigningOptions.Sign.Name}: the run began without signing its pictures; leave it out"),
            _ => key,
        };
    }

    private string? Replacement() => recorded.Replacement is null ? null : Kept(recorded.Replacement);

    /// <summary>A file that the journal keeps, checked.</summary>
    private string Kept(string name)
    {
        _ = journal.Blobs.Get(name, MostOfReplacement);
        return journal.Blobs.PathOf(name);
    }

    private static bool HasContent(string? path, string sha256)
    {
        try
        {
            return File.Exists(path) && Digest.IsOne(sha256) && FileHash.Of(path) == sha256;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
