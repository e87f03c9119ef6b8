using System.Globalization;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Studies;
using Easel.Server.Api.Bodies;
using Easel.Server.Api.Reading;
using Easel.Server.Jobs;
using Easel.Server.Models;
using Easel.Server.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Easel.Server.Studies;

/// <summary>
/// Studies: each cell is a job of the queue of its own, so that cells have all that jobs have, and a study goes on wherever a server was killed. Cells that were not
/// submitted yet are when there is room for them, or when the server begins again; a job's key names its cell, so that none is submitted twice.
/// </summary>
/// <param name="store">What there is.</param>
/// <param name="reader">Reads bodies.</param>
/// <param name="jobs">The queue.</param>
/// <param name="uploads">Pictures to begin with.</param>
/// <param name="folder">Where those are kept.</param>
/// <param name="models">What can be painted with.</param>
/// <param name="limits">What is too much.</param>
/// <param name="ids">Names studies.</param>
/// <param name="surroundings">The clock, and seeds.</param>
/// <param name="log">Told if cells cannot be submitted.</param>
internal sealed partial class StudyDesk(
    StudyStore store,
    StudyReader reader,
    IJobs jobs,
    UploadStore uploads,
    DataFolder folder,
    IModels models,
    ServerLimits limits,
    SortableId ids,
    PaintingSurroundings surroundings,
    ILogger<StudyDesk> log) : BackgroundService
{
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(10);

    // One study at a time: no two see the same cell without a job, or the same room.
    private readonly Lock _submitting = new();
    private volatile bool _isBehind = true;

    private const string Source = "study";
    private const string Initial = "initial";
    private const string Mask = "mask";

    /// <summary>The folder of a study: the picture it begins with, its mask, and its sheet.</summary>
    public string FolderOf(string id) => folder.StudyOf(id);

    /// <summary>Begins a study; when this returns, a server that is killed goes on with it.</summary>
    /// <exception cref="JobRefusedException">It cannot be painted.</exception>
    /// <exception cref="QueueFullException">There is no room for all of its cells.</exception>
    public StudyRow Begin(StudyBody body, string owner)
    {
        if (body.Request is { Seed: null or -1 } unseeded)
        {
            body = body with { Request = unseeded with { Seed = surroundings.DrawBelow(1L + uint.MaxValue) } };
        }

        StudyOptions options = reader.Read(body);
        StudyPlan plan = new(options);
        JobRequest[] cells = [.. Enumerable.Range(0, plan.Cells.Count).Select(i => CellOf(plan, i, body, "", owner))];
        foreach (JobRequest cell in cells.DistinctBy(cell => cell.Request))
        {
            StudyReader.RequireCell(options.Axes, () => JobRules.Require(cell, limits, models));
        }

        RequireFewer(cells.Length);

        // Asked before too: whoever finds no room does not wait for another's study.
        RequireRoom(cells.Length, owner);
        lock (_submitting)
        {
            RequireRoom(cells.Length, owner);
            return Begin(new StudyRow(ids.Next(), owner, surroundings.Time.GetUtcNow(), WithoutPixels(body), IsCancelled: false), body.Request!, plan);
        }
    }

    /// <summary>Ends it: cells that are not painted yet are cancelled.</summary>
    public void Cancel(StudyRow study)
    {
        store.Cancelled(study);
        foreach (StudyCellRow cell in store.Cells(study.Id))
        {
            if (cell is { Job: string job, State: JobState.Queued or JobState.Running or JobState.Paused })
            {
                jobs.Cancel(job);
            }
        }
    }

    /// <summary>Forgets it; pictures stay in the gallery.</summary>
    public void Forget(StudyRow study)
    {
        store.Delete(study);
        JobFolders.Delete(FolderOf(study.Id));
    }

    /// <summary>What it compares, read again.</summary>
    public StudyOptions OptionsOf(StudyRow study)
    {
        JobBody request = study.Body.Request!;
        return reader.Read(study.Body with
        {
            Request = request with
            {
                Initial = request.Initial is null ? null : request.Initial with { Image = Kept(study.Id, Initial) },
                Mask = request.Mask is null ? null : request.Mask with { Image = Kept(study.Id, Mask) },
            },
        });
    }

    private string Kept(string id, string name) => uploads.Add(File.ReadAllBytes(Path.Combine(FolderOf(id), name))).Id;

    /// <summary>Submits what was not submitted yet, as far as there is room.</summary>
    public void Round(CancellationToken cancel)
    {
        if (!_isBehind)
        {
            return;
        }

        _isBehind = false;
        try
        {
            foreach (StudyRow study in store.Unfinished())
            {
                cancel.ThrowIfCancellationRequested();
                GoOn(study);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The disk is full or gone, mostly.
            _isBehind = true;
            LogBehind(log, Failure.Of(error).Message);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using PeriodicTimer timer = new(s_round, surroundings.Time);
        try
        {
            do
            {
                Round(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private StudyRow Begin(StudyRow study, JobBody request, StudyPlan plan)
    {
        KeepPictures(study.Id, request);
        store.Insert(study, plan.Cells.Count);
        try
        {
            SubmitCells(study, plan);
        }
        catch (JobRefusedException)
        {
            // The model went meanwhile: there is no half of a study.
            Cancel(study);
            Forget(study);
            throw;
        }
        catch (Exception error) when (error is QueueFullException or SqliteException or IOException)
        {
            // Others took the room meanwhile, or the disk is full: the study is there, and goes on when that is better.
            _isBehind = true;
        }

        return study;
    }

    private void GoOn(StudyRow study)
    {
        try
        {
            StudyPlan plan = new(OptionsOf(study));
            lock (_submitting)
            {
                SubmitCells(study, plan);
            }
        }
        catch (QueueFullException)
        {
            _isBehind = true;
        }
        catch (Exception error) when (error is JobRefusedException || (error is IOException && !FileProblem.IsDiskFull(error)))
        {
            // A model or picture is not here any more: it stays as it is, and is tried again at the next beginning.
            LogStays(log, study.Id, Failure.Of(error).Message);
        }
        catch (Exception error)
        {
            // It hinders no other.
            _isBehind = true;
            LogBehind(log, Failure.Of(error).Message);
        }
    }

    private void SubmitCells(StudyRow study, StudyPlan plan)
    {
        if (store.Find(study.Id) is not { IsCancelled: false })
        {
            return;
        }

        StudyCellRow[] cells = [.. store.Cells(study.Id).Where(cell => cell.Job is null)];
        foreach (StudyCellRow cell in cells)
        {
            Job job = jobs.Submit(CellOf(plan, cell.Place, study.Body, study.Id, study.Owner));
            store.Submitted(study.Id, cell.Place, job.Id);
            if (store.Find(study.Id) is not { IsCancelled: false })
            {
                // Cancelled or forgotten meanwhile, by somebody who did not see this job yet.
                jobs.Cancel(job.Id);
                return;
            }
        }

        if (cells.Length > 0)
        {
            store.Begun(study);
        }
    }

    private static JobRequest CellOf(StudyPlan plan, int place, StudyBody body, string id, string owner) => new()
    {
        Request = plan.Cells[place].Request.Request,
        Model = body.Request!.Model,
        Priority = body.Request.Priority ?? 0,
        Owner = owner,
        Source = Source,
        Key = string.Create(CultureInfo.InvariantCulture, $"study {id} {place}"),
    };

    /// <summary>What never has room is not told to wait.</summary>
    private void RequireFewer(int cells)
    {
        int most = Math.Min(limits.QueueLength, limits.QueueLengthPerToken);
        if (cells > most)
        {
            throw new JobRefusedException("axes", string.Create(CultureInfo.InvariantCulture, $"that would be {cells} pictures, and {most} may wait here at once; compare less at once"));
        }
    }

    private void RequireRoom(int cells, string owner)
    {
        Require(jobs.Pending().Jobs, limits.QueueLength);
        Require(jobs.Pending(owner).Jobs, limits.QueueLengthPerToken);

        void Require(int waiting, int most)
        {
            if (waiting + cells > most)
            {
                throw new QueueFullException(string.Create(CultureInfo.InvariantCulture, $"{waiting} jobs wait, and {most} may: there is no room for {cells} more; compare less, or wait"), TimeSpan.FromMinutes(1));
            }
        }
    }

    /// <summary>The body without pixels.</summary>
    private static StudyBody WithoutPixels(StudyBody body) => body with
    {
        Request = body.Request! with
        {
            Initial = body.Request.Initial is null ? null : body.Request.Initial with { Image = null },
            Mask = body.Request.Mask is null ? null : body.Request.Mask with { Image = null },
        },
    };

    private void KeepPictures(string id, JobBody request)
    {
        if (request.Initial is not null)
        {
            Directory.CreateDirectory(FolderOf(id));
            OutputFolder.Replace(Path.Combine(FolderOf(id), Initial), uploads.Bytes("initial.image", request.Initial.Image));
        }

        if (request.Mask is not null)
        {
            OutputFolder.Replace(Path.Combine(FolderOf(id), Mask), uploads.Bytes("mask.image", request.Mask.Image));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cells of studies are not submitted until this is better: {Why}")]
    private static partial void LogBehind(ILogger logger, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Study {Id} is not gone on with: {Why}")]
    private static partial void LogStays(ILogger logger, string id, string why);
}
