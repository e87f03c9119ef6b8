using Easel.Diffusion;
using Easel.Diffusion.Journals;
using Easel.Imaging;
using Easel.Painting.Jobs;
using Easel.Painting.Reports;
using Easel.Painting.Texts;

namespace Easel.Painting.Journals;

/// <summary>Keeps the journal of a painting run, where one is wanted: begins it, goes on with it, and says at an early end how to go on.</summary>
/// <param name="job">What is painted.</param>
/// <param name="resumed">What an interrupted run left; none for one that begins.</param>
/// <param name="report">Told what cannot be kept.</param>
/// <param name="surroundings">Where the run is.</param>
internal sealed class RunKeeper(PaintingJob job, ResumedRun? resumed, IRunReport report, PaintingSurroundings surroundings) : IDisposable
{
    private readonly string _name = resumed?.Journal.Tag ?? JournalName.Create(surroundings.Time.GetUtcNow());

    // What "easel resume" has to be told beside the folder.
    private (string Option, string Value)[] _told = resumed?.Told ?? [];

    /// <summary>The journal; none before <see cref="Begin"/>, unless the run goes on, and none if none is kept.</summary>
    public RunJournal? Journal { get; private set; } = Told(resumed?.Journal, report);

    /// <summary>What tells the run's files that are not whole yet from others.</summary>
    public string Tag => _name;

    /// <summary>Begins a journal, if one is wanted, can be kept, and is not there already.</summary>
    /// <param name="order">What is painted.</param>
    /// <param name="facts">What the journal says of it.</param>
    public void Begin(PaintingOrder order, RunFacts facts)
    {
        if (Journal is not null || job.Journal is null)
        {
            return;
        }

        string root = JournalPlace.RootOf(job.Journal, order.Output);
        string folder = Path.Combine(root, _name);
        _told =
        [
            .. job.Journal.Folder is null ? [] : new[] { (OptionNames.OutputFolder, order.Output.FullFolder) },
            .. job.Finish.Key is string key ? new[] { (OptionNames.Sign, key) } : [],
        ];
        JournalPlace.Sweep(root);
        if (job.Journal.TellsCommand && JournalPlace.In(root).FirstOrDefault(other => !Diffusion.Journals.Journal.IsInUse(other)) is string unfinished)
        {
            report.Note($"An unfinished run lies here: {JournalPlace.CommandFor(unfinished)} goes on with it, {JournalPlace.CommandFor(unfinished, "resume --discard")} removes it.");
        }

        try
        {
            Journal = Told(RunJournal.Begin(folder, blobs => JobWriter.Write(job, order, facts, blobs)), report);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            report.Warn($"no journal is kept, so that the run cannot be gone on with if it is interrupted: {FileProblem.Describe(error, folder)}");
            JournalPlace.RemoveIfEmpty(root);
        }
    }

    /// <summary>Takes note of the checkpoint's content, and refuses another than the run began with.</summary>
    /// <param name="checkpoint">What paints.</param>
    /// <param name="waits">Whether to wait until its hash is known.</param>
    /// <exception cref="GenerationException">It is another.</exception>
    public async Task NoteCheckpointAsync(CheckpointFile checkpoint, bool waits)
    {
        if (Journal is not null && (waits || checkpoint.Sha256.IsCompleted))
        {
            Journal.RequireCheckpoint(checkpoint, await checkpoint.Sha256.ConfigureAwait(false));
        }
    }

    /// <summary>The run is done: nothing is kept any longer.</summary>
    public void Complete() => Journal?.Remove();

    /// <summary>What the user is told of an end that came too early; the journal stays if there is something to go on with.</summary>
    /// <param name="error">What ended the run.</param>
    /// <returns>the same, or the same with the command that goes on</returns>
    public Exception Interrupted(Exception error)
    {
        if (Journal is null)
        {
            return error;
        }

        Journal.SavePosition();

        // What fails by itself would fail again: then only finished pictures are worth a journal.
        bool failsAgain = error is GenerationException or ImageException;
        if (!(failsAgain ? resumed is not null || Journal.Kept.Done.Count > 0 : Journal.HasProgress))
        {
            Journal.Remove();
            return error;
        }

        bool isPaused = error is OperationCanceledException && !surroundings.Cancel.IsCancellationRequested;
        Journal.Dispose();
        if (job.Journal is { TellsCommand: false })
        {
            return error;
        }

        string command = JournalPlace.CommandFor(Journal.Folder, _told);
        return error switch
        {
            OperationCanceledException => new InterruptedException($"{(isPaused ? "Paused" : "Interrupted")}. To go on: {command}", error),
            IOException or UnauthorizedAccessException => new IOException($"{error.Message} {(FileProblem.IsDiskFull(error) ? "Free some space, then go on" : "To go on")}: {command}", error),
            _ => error,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Journal?.Dispose();

    private static RunJournal? Told(RunJournal? journal, IRunReport report)
    {
        if (journal is not null)
        {
            journal.Warn = report.Warn;
        }

        return journal;
    }
}
