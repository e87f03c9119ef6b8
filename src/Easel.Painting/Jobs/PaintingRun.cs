using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Imaging;
using Easel.Painting.Journals;
using Easel.Painting.Plans;
using Easel.Painting.Reports;
using Easel.Painting.Texts;

namespace Easel.Painting.Jobs;

/// <summary>
/// One run of a painting command, from its beginning or from where its journal says that it stood: checks what can be checked, opens the model, paints, and writes files as
/// pictures are done.
/// </summary>
/// <param name="job">What is painted.</param>
/// <param name="resumed">What an interrupted run left; none for one that begins.</param>
/// <param name="report">Told how it goes.</param>
/// <param name="surroundings">Where it runs.</param>
internal sealed class PaintingRun(PaintingJob job, ResumedRun? resumed, IRunReport report, PaintingSurroundings surroundings) : IDisposable
{
    private readonly RedoneWarnings _redone = new();
    private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(surroundings.Cancel);
    private readonly RunKeeper _keeper = new(job, resumed, report, surroundings);
    private CheckpointFile? _checkpoint;
    private MemoryPromise _promise = null!;
    private int _painted = job.PicturesBefore;

    /// <summary>Files of single pictures so far.</summary>
    public int PicturesWritten { get; private set; }

    /// <summary>Paints everything.</summary>
    public async Task PaintAsync()
    {
        try
        {
            await PaintAllAsync().ConfigureAwait(false);
            _keeper.Complete();
        }
        catch (Exception error)
        {
            Exception told = _keeper.Interrupted(error);
            if (told == error)
            {
                throw;
            }

            throw told;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keeper.Dispose();
        _cancel.Dispose();
    }

    private async Task PaintAllAsync()
    {
        long begun = surroundings.Time.GetTimestamp();

        // A file may be a pipe that nobody writes to: an end that is asked for does not wait for it.
        PaintingOrder order = await Task.Run(job.Prepare, surroundings.Cancel).WaitAsync(surroundings.Cancel).ConfigureAwait(false);
        if (order.Requests.Count == 0)
        {
            Tell(order);
            report.Finished(0, surroundings.Time.GetElapsedTime(begun));
            return;
        }

        NamedPath.RequireFile("--config", job.Pipeline.Config);
        NamedPath.RequireFileOrFolder("--vocab", job.Pipeline.Vocabulary);
        _checkpoint = CheckpointFile.Find(job, surroundings.FindPocket(), surroundings.Hashes);
        ImageRequest largest = order.Requests.MaxBy(request => (long)request.Width * request.Height)!.Read();
        _promise = Promise(order, largest);
        PictureOutput output = order.Output.Open(_keeper.Tag, _keeper.Journal?.Kept.NumbersFrom(resumed!.Numbers));
        using CancellationTokenRegistration told = surroundings.Cancel.Register(Acknowledge);

        report.Opening(job.Model);
        Tell(order);
        if (job.Run.MaxMemory is long limit && _promise.Describe(limit) is string economy)
        {
            report.Note(economy);
        }

        if (_promise.Obstacle is string obstacle)
        {
            report.Warn(obstacle);
        }

        using PictureFinish finish = job.Finish.Open(job.Pipeline, job.Model.Pocket is not null, report.Warn);
        resumed?.RequireCheck(finish.Check is not null);
        using IPainter painter = surroundings.OpenPainter(_promise.Options, report.Warn);

        // Beside the steps rather than beside the loading of the model: the first picture needs it, the first step does not.
        _ = _checkpoint.Sha256;

        RunFacts facts = new(_checkpoint, painter.Model, finish.Check is not null, output.Next, surroundings.Time.GetUtcNow());
        _keeper.Begin(order, facts);
        RunPlan first = new(order.Requests is [WholeRequest only] ? only.Request : largest, painter.Model, output.Place);
        PictureGrid? grid = output.GridColumns(first, report.Warn) is > 0 and int columns ? new PictureGrid(columns) : null;
        PictureEncoder encoder = new(finish, new PictureTexts(job, painter.Model, _checkpoint));
        PictureFiles files = new(output, encoder, _keeper.Journal, grid);
        if (resumed is not null)
        {
            files.Settle();
        }

        KeptRun kept = _keeper.Journal?.Kept ?? KeptRun.None;
        PictureKey? missing = kept.FirstMissing(order.Requests, files.IsFinished);
        long pictures = 0;
        for (int i = missing?.Request ?? order.Requests.Count; i < order.Requests.Count; i++)
        {
            RunPosition? from = i == missing!.Value.Request ? kept.PositionFor(missing.Value) : null;
            pictures += await PaintAsync(order, i, from, painter, output, finish, files).ConfigureAwait(false);
        }

        if (await files.CompleteAsync(first.Request).ConfigureAwait(false) is string path)
        {
            report.Grid(path);
        }

        report.Finished(pictures > 0 ? pictures : kept.Done.Count, surroundings.Time.GetElapsedTime(begun));
    }

    /// <summary>Paints one of the requests.</summary>
    /// <returns>how many of its pictures were painted</returns>
    private async Task<long> PaintAsync(PaintingOrder order, int number, RunPosition? from, IPainter painter, PictureOutput output, PictureFinish finish, PictureFiles files)
    {
        PlannedRequest planned = order.Requests[number];
        ImageRequest request = planned.Read();
        report.Started(new RunPlan(request, painter.Model, output.Place) { Number = number, RequestCount = order.Requests.Count });
        long pictures = 0;
        if (_promise.Run.PicturesAtOnce is > 0 and int most && from is not null && from.Done < from.Count && from.Count > most)
        {
            throw new GenerationException(
                $"--max-memory: the batch that was interrupted is being painted {from.Count} pictures at once, and to stay below the limit it must be at most {most}. Go on with more memory: --max-memory BYTES");
        }

        RunOptions options = _promise.Run with { TellsPositions = _keeper.Journal is not null, From = from };
        await foreach (RunUpdate update in painter.RunAsync(request, options, _cancel.Token).ConfigureAwait(false))
        {
            switch (update)
            {
                case StepUpdate step:
                    _keeper.Journal?.Step(number, step);
                    await _keeper.NoteCheckpointAsync(_checkpoint!, waits: false).ConfigureAwait(false);
                    report.Step(step);
                    break;
                case ImageUpdate picture when _keeper.Journal?.Kept.Done.GetValueOrDefault(PictureKey.Of(number, picture)) is PictureEntry done && files.IsFinished(done):
                    break;
                case ImageUpdate picture:
                    await _keeper.NoteCheckpointAsync(_checkpoint!, waits: true).ConfigureAwait(false);
                    FinishedPicture finished = Finish(picture, number, request, planned, finish);
                    string? path = await files.SaveAsync(finished).ConfigureAwait(false);
                    PicturesWritten += path is null ? 0 : 1;
                    pictures++;
                    report.Picture(finished, path);
                    break;
                case LayerRedoneUpdate redone:
                    report.Redone(redone);
                    if (_redone.Of(redone) is string message)
                    {
                        report.Warn(message);
                    }

                    break;
                case WarningUpdate warning:
                    report.Warn(warning.Message);
                    break;
            }

            if (_keeper.Journal?.IsAskedToPause == true)
            {
                await _cancel.CancelAsync().ConfigureAwait(false);
            }
        }

        return pictures;
    }

    /// <summary>What is given up so that memory stays below what was asked for; nothing is said or loaded yet.</summary>
    private MemoryPromise Promise(PaintingOrder order, ImageRequest largest)
    {
        PipelineOptions options = job.Pipeline with { Planned = largest };
        return job.Run.MaxMemory is null
            ? MemoryPromise.Of(options, [], checker: null, limit: null)
            : MemoryPromise.Of(options, MemoryPromise.RequestsOf(order), job.Finish.FindChecker(job.Pipeline, job.Model.Pocket is not null, _ => { }), job.Run.MaxMemory);
    }

    /// <summary>A picture after the check, and what is to be said of it.</summary>
    private FinishedPicture Finish(ImageUpdate picture, int number, ImageRequest request, PlannedRequest planned, PictureFinish finish)
    {
        Image developed = Develop(picture, planned);
        (Image image, JsonObject? safety) = finish.Look(picture, developed);
        string? flat = ReferenceEquals(image, developed) ? FlatColour.Of(image) : null;
        _painted++;
        if (flat is not null)
        {
            report.Warn($"picture {_painted} is of one colour, {flat} all over. Another seed, prompt or scale may help; if it does not, the model or its config is not as it should be");
        }

        return new FinishedPicture(number, request, picture, image) { Safety = safety, Flat = flat, Kept = planned.Kept };
    }

    /// <summary>Tells whoever asked for an end that he was heard.</summary>
    private void Acknowledge()
    {
        if (surroundings.StopNote is string note)
        {
            report.Warn(note);
        }
    }

    private static Image Develop(ImageUpdate picture, PlannedRequest planned)
    {
        var image = Image.FromUnit(picture.Unit, picture.Width, picture.Height);
        return planned.Kept is (int width, int height) ? image.Crop(left: 0, top: 0, width, height) : image;
    }

    private void Tell(PaintingOrder order)
    {
        foreach (string note in order.Notes)
        {
            report.Note(note);
        }

        foreach (string warning in order.Warnings)
        {
            report.Warn(warning);
        }
    }
}
