using System.Text.Json.Nodes;
using Easel.Cli.Options;
using Easel.Cli.Plans;
using Easel.Cli.Reports;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;

namespace Easel.Cli.Painting;

/// <summary>One run of a painting command: checks what can be checked, opens the model, paints, and writes files as pictures are done.</summary>
internal sealed class PaintingRun(PaintingJob job, IRunReport report, Surroundings surroundings)
{
    private readonly RedoneWarnings _redone = new();
    private int _painted;
    private MemoryPromise _promise = null!;

    /// <summary>Files of single pictures so far.</summary>
    public int PicturesWritten { get; private set; }

    /// <summary>Paints everything.</summary>
    public async Task PaintAsync()
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
        var checkpoint = CheckpointFile.Find(job, surroundings.FindPocket());
        ImageRequest largest = order.Requests.MaxBy(request => (long)request.Width * request.Height)!.Read();
        _promise = Promise(order, largest);
        IPictureOutput output = order.OpenOutput();
        using CancellationTokenRegistration told = surroundings.Cancel.Register(() => report.Warn("Stopping after this step; press Ctrl-C again to stop at once."));

        report.Opening(job.Model);
        Tell(order);
        if (job.Run.MaxMemory is long limit && _promise.Describe(limit) is string kept)
        {
            report.Note(kept);
        }

        using PictureFinish finish = job.OpenFinish(report.Warn);
        using IPainter painter = surroundings.OpenPainter(_promise.Options, report.Warn);
        // Beside the steps rather than beside the loading of the model: the first picture needs it, the first step does not.
        _ = checkpoint.Sha256;

        PictureEncoder encoder = new(finish, new PictureTexts(job, painter.Model, checkpoint));
        long pictures = 0;
        for (int i = 0; i < order.Requests.Count; i++)
        {
            pictures += await PaintAsync(order, i, painter, output, finish, encoder).ConfigureAwait(false);
        }

        if (await output.CompleteAsync(encoder).ConfigureAwait(false) is string grid)
        {
            report.Grid(grid);
        }

        report.Finished(pictures, surroundings.Time.GetElapsedTime(begun));
    }

    /// <summary>Paints one of the requests.</summary>
    /// <returns>how many pictures it has</returns>
    private async Task<long> PaintAsync(PaintingOrder order, int number, IPainter painter, IPictureOutput output, PictureFinish finish, PictureEncoder encoder)
    {
        PlannedRequest planned = order.Requests[number];
        ImageRequest request = planned.Read();
        RunPlan plan = new(request, painter.Model, output.Place) { Number = number, RequestCount = order.Requests.Count };
        report.Started(plan);
        output.Begin(plan, report.Warn);
        await foreach (RunUpdate update in painter.RunAsync(request, _promise.Run, surroundings.Cancel).ConfigureAwait(false))
        {
            switch (update)
            {
                case StepUpdate step:
                    report.Step(step);
                    break;
                case ImageUpdate picture:
                    Image developed = Develop(picture, planned);
                    (Image image, JsonObject? safety) = finish.Look(picture, developed);
                    FinishedPicture finished = new(number, request, picture, image)
                    {
                        Safety = safety,
                        Flat = ReferenceEquals(image, developed) ? FlatColour.Of(image) : null,
                        Kept = planned.Kept,
                    };
                    _painted++;
                    if (finished.Flat is string colour)
                    {
                        report.Warn($"picture {_painted} is of one colour, {colour} all over. Another seed, prompt or scale may help; if it does not, the model or its config is not as it should be");
                    }

                    string? path = await output.SaveAsync(finished, encoder).ConfigureAwait(false);
                    PicturesWritten += path is null ? 0 : 1;
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
        }

        return plan.PictureCount;
    }

    /// <summary>What is given up so that memory stays below what was asked for; nothing is said or loaded yet.</summary>
    private MemoryPromise Promise(PaintingOrder order, ImageRequest largest)
    {
        PipelineOptions options = job.Pipeline with { Planned = largest };
        return job.Run.MaxMemory is null
            ? MemoryPromise.Of(options, [], checker: null, limit: null)
            : MemoryPromise.Of(options, MemoryPromise.RequestsOf(order), job.FindChecker(_ => { }), job.Run.MaxMemory);
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
