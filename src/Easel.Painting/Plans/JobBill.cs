using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Painting.Plans;

/// <summary>Makes the bill of a <see cref="PaintingJob"/>: everything that the run checks is checked, in the same order, and nothing stays on the disk.</summary>
internal static class JobBill
{
    /// <summary>Makes it.</summary>
    /// <param name="job">What would be painted.</param>
    /// <param name="surroundings">Where.</param>
    /// <param name="note">Told what the run would tell before it begins.</param>
    /// <param name="warn">Told what is odd.</param>
    public static async Task<RunBill> OfAsync(PaintingJob job, PaintingSurroundings surroundings, Action<string> note, Action<string> warn)
    {
        PaintingOrder order = await Task.Run(job.Prepare, surroundings.Cancel).WaitAsync(surroundings.Cancel).ConfigureAwait(false);
        if (order.Requests.Count == 0)
        {
            Tell(order, note, warn);
            return new RunBill(job.Command, "", []);
        }

        NamedPath.RequireFile("--config", job.Pipeline.Config);
        NamedPath.RequireFileOrFolder("--vocab", job.Pipeline.Vocabulary);
        var checkpoint = CheckpointFile.Find(job, surroundings.FindPocket());
        string? checker = job.Finish.FindChecker(job.Pipeline, job.Model.Pocket is not null, warn);
        IReadOnlyList<(ImageRequest Request, long Times)> requests = MemoryPromise.RequestsOf(order);
        ImageRequest largest = requests.MaxBy(request => (long)request.Request.Width * request.Request.Height).Request;
        PipelineOptions options = job.Pipeline with { Planned = largest };
        var promise = MemoryPromise.Of(options, requests, checker, job.Run.MaxMemory);
        PictureOutput output = OutputFolder.Trying(() => order.Output.Open(tag: "", next: null));
        Tell(order, note, warn);
        if (promise.Obstacle is string obstacle)
        {
            warn(obstacle);
        }

        RunForecaster forecaster = new(promise.Options, requests, checker);
        RunForecast forecast = forecaster.Forecast(promise.Economy, warn);

        // What was done so far the run does too: nearly all of the program's code is compiled by now.
        (double start, double startWork) = (surroundings.SinceStart(), surroundings.WorkSinceStart());

        (long Count, long Pixels)[] files =
            [.. requests.SelectMany(request => output.FilesOf(request.Times * request.Request.Iterations * request.Request.Batches.Sum(batch => (long)batch.Count), request.Request.Width, request.Request.Height))];
        var speed = MachineSpeed.Find(options, forecast.Device, forecast.Count.All, job.Run, surroundings);
        bool isHashed = checkpoint.Bytes is not null && options.WeightCache?.Hashes.Noted(checkpoint.Path) is null;
        RunSurroundings around = new()
        {
            StartSeconds = start,
            StartWork = startWork,
            ReadingSeconds = MachineSpeed.SecondsToRead(checkpoint.Path),
            HashedBytes = isHashed ? checkpoint.Bytes!.Value : 0,
            WrittenPixels = RunBill.PixelsOf(files),
        };
        TimeParts time = forecaster.SecondsOf(forecast, speed.Calibration, around, speed.Pace);
        return new RunBill(job.Command, output.Place, [forecast with { Time = time }])
        {
            Files = files,
            JournalBytes = JournalOf(requests),
            CacheBytes = options.WeightCache is null ? 0 : forecast.Count.Weights,
            MaxMemory = job.Run.MaxMemory,
            Speed = speed,
        };
    }

    /// <summary>Of a run's state: its latents and four predictions, for the largest batch.</summary>
    internal static long JournalOf(IReadOnlyList<(ImageRequest Request, long Times)> requests) => requests.Max(request =>
    {
        ImageRequest asked = request.Request;
        long latent = (long)(asked.Width / asked.Downsampling) * (asked.Height / asked.Downsampling) * asked.LatentChannels * sizeof(float);
        return asked.Batches.Max(batch => batch.Count) * latent * 5;
    });

    private static void Tell(PaintingOrder order, Action<string> note, Action<string> warn)
    {
        foreach (string line in order.Notes)
        {
            note(line);
        }

        foreach (string line in order.Warnings)
        {
            warn(line);
        }
    }
}
