using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;
using Easel.Painting.Jobs;
using Easel.Painting.Studies;
using Easel.Painting.Studies.Cells;

namespace Easel.Painting.Plans;

/// <summary>Makes the bill of a study or workshop: of the pictures that are not there yet, of sheet and page.</summary>
internal static class StudyBill
{
    private const long PageBytesPerPicture = 600;

    /// <summary>Makes it.</summary>
    /// <param name="command">Its word.</param>
    /// <param name="options">What is compared.</param>
    /// <param name="run">Knows which pictures are there.</param>
    /// <param name="settings">What is asked for.</param>
    /// <param name="surroundings">Where.</param>
    /// <param name="warn">Told what is odd.</param>
    public static async Task<RunBill> OfAsync(string command, StudyOptions options, StudyRun run, RunSettings settings, PaintingSurroundings surroundings, Action<string> warn)
    {
        IReadOnlyList<CellRequest> missing = await run.FindMissingAsync().ConfigureAwait(false);
        List<RunForecast> forecasts = [];
        MachineSpeed? speed = null;
        List<(long Count, long Pixels)> files = [];
        foreach (IGrouping<PipelineOptions, CellRequest> model in missing.GroupBy(cell => cell.Model))
        {
            // The first cell of a model is painted in two steps before, so that its time is like the others'.
            ImageRequest first = model.First().Request;
            ImageRequest warmUp = first with { Steps = Math.Min(PipelineCellPainter.StepsToWarmUp, first.Steps) };
            (ImageRequest Request, long Times)[] requests = [(warmUp, 1), .. model.GroupBy(cell => cell.Request with { Seed = 0 }).Select(group => (group.First().Request, (long)group.Count()))];
            var promise = MemoryPromise.Of(model.Key, requests, checker: null, settings.MaxMemory);
            if (promise.Obstacle is string obstacle)
            {
                warn(obstacle);
            }

            RunForecaster forecaster = new(promise.Options, requests);
            RunForecast forecast = forecaster.Forecast(promise.Economy, warn);
            (double start, double startWork) = forecasts.Count == 0 ? (surroundings.SinceStart(), surroundings.WorkSinceStart()) : (0, 0);
            (long Count, long Pixels)[] pictures = [.. model.GroupBy(cell => (long)cell.Request.Width * cell.Request.Height).Select(group => ((long)group.Count(), group.Key))];
            files.AddRange(pictures);
            speed = MachineSpeed.Find(model.Key, forecast.Device, forecast.Count.All, speed is null ? settings : settings with { Calibrates = false }, surroundings);
            string checkpoint = model.Key.Checkpoint;
            RunSurroundings around = new()
            {
                StartSeconds = start,
                StartWork = startWork,
                ReadingSeconds = MachineSpeed.SecondsToRead(checkpoint),
                HashedBytes = forecasts.Count == 0 && File.Exists(checkpoint) ? new FileInfo(checkpoint).Length : 0,
                WrittenPixels = RunBill.PixelsOf(pictures),
            };
            TimeParts time = forecaster.SecondsOf(forecast, speed.Calibration, around, speed.Pace);
            forecasts.Add(forecast with { Time = time });
        }

        (long width, long height) = StudySheet.Before(options, new StudyPlan(options)).Measure();
        return new RunBill(command, options.Folder, forecasts)
        {
            Files = [.. files, (1, width * height), (1, missing.Count * PageBytesPerPicture)],
            CacheBytes = forecasts.Count > 0 && options.Base.Settings.Model.WeightCache is not null ? forecasts[0].Count.Weights : 0,
            MaxMemory = settings.MaxMemory,
            Speed = speed,
        };
    }
}
