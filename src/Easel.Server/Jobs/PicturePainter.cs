using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Journals;
using Easel.Server.Models;
using Easel.Server.Storage;

namespace Easel.Server.Jobs;

/// <summary>
/// Paints one picture of a job as <c>easel paint</c> would with its seed: a run of its own with a journal of its own, from which it goes on if a server before
/// this one was killed.
/// </summary>
/// <param name="folder">Where files go.</param>
/// <param name="turns">The queue.</param>
/// <param name="models">Where models lie.</param>
/// <param name="checker">The safety checker in memory.</param>
/// <param name="alarm">Rung when a model is in memory.</param>
/// <param name="options">How the server is run.</param>
/// <param name="surroundings">Where it runs.</param>
internal sealed class PicturePainter(DataFolder folder, JobTurns turns, ModelList models, HeldChecker checker, WorkAlarm alarm, ServerOptions options, PaintingSurroundings surroundings)
{
    /// <summary>Paints it, or goes on with it.</summary>
    /// <param name="work">Which.</param>
    /// <param name="cancel">Ends it after its step, to be gone on with.</param>
    /// <exception cref="OperationCanceledException">It was asked to end.</exception>
    public async Task PaintAsync(PictureWork work, CancellationToken cancel)
    {
        Job job = work.Row.Job;

        // By its very name: where models were looked for again, another may be found by a name that is nearly the same.
        PlacedModel model = models.FindPlaced(job.Asked.Model) is PlacedModel placed && placed.Entry.Name == job.Asked.Model && Path.Exists(placed.Pipeline.Checkpoint)
            ? placed
            : throw new GenerationException($"The model '{job.Asked.Model}' is not here any more. Bring it back, or submit the job with another.");
        ImageRequest whole = RequestJson.ReadWhole(work.Row.Request, Path.Combine(folder.JobOf(job.Id), JobQueue.Inputs));
        ImageRequest alone = whole with { Seed = whole.SeedOf(work.Index), Iterations = 1 };
        string file = DataFolder.PictureOf(job.Id, job.Created, work.Index);
        string path = folder.PathOf(file);
        string journals = Path.Combine(folder.JobOf(job.Id), work.Index.ToString(CultureInfo.InvariantCulture));
        PaintingJob painting = new()
        {
            Command = "paint",
            Model = model.Model,
            Pipeline = model.Pipeline with { UsesInt8 = alone.Approximations.UsesInt8, ReadsPictures = true },
            Run = options.Run,
            Prepare = () => new PaintingOrder(alone, new OutputPlan(OutputKind.Named, Path.GetDirectoryName(path)!, DataFolder.Option) { Names = [Path.GetFileName(path)], Shown = Path.GetFileName(path), Overwrites = true }),
            Finish = new HeldFinish(options.Finish, checker, work.Index),
            PicturesBefore = work.Index,
            Journal = new JournalChoice(journals) { TellsCommand = false },
        };

        ModelHolder holder = work.Lane.Holder;
        holder.Prepare(painting.Pipeline);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(work.Stop, cancel);
        PaintingSurroundings own = surroundings with
        {
            Cancel = stop.Token,
            StopNote = null,
            Hashes = holder.Hashes,
            OpenPainter = (pipeline, warn) => Lend(work, pipeline, warn, stop.Token),
        };
        ResumedRun? resumed = JournalSearch.Find(journals, painting, path);
        using PaintingReport report = new(work, turns, () => turns.Painted(work, file, FileHash.Of(path)));
        using (PaintingRun run = new(painting, resumed, report, own))
        {
            await run.PaintAsync().ConfigureAwait(false);
        }

        JobFolders.Delete(journals);
    }

    private ShowingPainter Lend(PictureWork work, PipelineOptions pipeline, Action<string> warn, CancellationToken cancel)
    {
        ShowingPainter painter = new(work.Lane.Holder.Lend(work.Row.Network, pipeline, warn, cancel), work);

        // Others may join it now that it is known where it runs.
        alarm.Ring();
        return painter;
    }
}
