using System.Globalization;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Studies;
using Easel.Server.Api.Bodies;
using Easel.Server.Api.Reading;
using Easel.Server.Jobs;
using Easel.Server.Models;
using Easel.Server.Storage;
using Microsoft.Extensions.Hosting;

namespace Easel.Server.Studies;

/// <summary>
/// Studies: each cell is a job of the queue of its own, so that cells have all that jobs have, and a study goes on wherever a server was killed. Cells that were not
/// submitted yet are when the server begins again; a job's key names its cell, so that none is submitted twice.
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
internal sealed class StudyDesk(
    StudyStore store,
    StudyReader reader,
    IJobs jobs,
    UploadStore uploads,
    DataFolder folder,
    IModels models,
    ServerLimits limits,
    SortableId ids,
    PaintingSurroundings surroundings) : BackgroundService
{
    private const string Source = "study";
    private const string Initial = "initial";
    private const string Mask = "mask";

    /// <summary>The folder of a study: the picture it begins with, its mask, and its sheet.</summary>
    public string FolderOf(string id) => SortableId.IsOne(id) ? Path.Combine(folder.Root, "studies", id) : throw new ArgumentException($"'{id}' is no id.", nameof(id));

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
            JobRules.Require(cell, limits, models);
        }

        RequireRoom(cells.Length, owner);
        StudyRow study = new(ids.Next(), owner, surroundings.Time.GetUtcNow(), WithoutPixels(body), IsCancelled: false);
        KeepPictures(study.Id, body.Request!);
        store.Insert(study, cells.Length);
        Submit(study, plan);
        return study;
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

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(
        () =>
        {
            foreach (StudyRow study in store.Unfinished())
            {
                try
                {
                    Submit(study, new StudyPlan(OptionsOf(study)));
                }
                catch (Exception error) when (error is JobRefusedException or QueueFullException or IOException)
                {
                    // A model or picture is not here any more, or there is no room: it stays as it is, and is tried again at the next beginning.
                    continue;
                }
            }
        },
        stoppingToken);

    private void Submit(StudyRow study, StudyPlan plan)
    {
        foreach (StudyCellRow cell in store.Cells(study.Id).Where(cell => cell.Job is null))
        {
            Job job = jobs.Submit(CellOf(plan, cell.Place, study.Body, study.Id, study.Owner));
            store.Submitted(study.Id, cell.Place, job.Id);
        }

        store.Begun(study);
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
}
