using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;
using Easel.Diffusion.Runs;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Painting.Plans;

/// <summary><c>--max-memory</c>: kept, or refused before anything is loaded.</summary>
/// <param name="Options">How the model is opened.</param>
/// <param name="Run">How batches are painted.</param>
/// <param name="Economy">What is given up.</param>
internal sealed record MemoryPromise(PipelineOptions Options, RunOptions Run, MemoryEconomy Economy)
{
    /// <summary>Why a card that is there is not taken, where that was left open.</summary>
    public string? Obstacle { get; private init; }

    /// <summary>The promise of a run; without a limit the run as it is.</summary>
    /// <param name="options">How the model would be opened.</param>
    /// <param name="requests">What is painted, and how often.</param>
    /// <param name="checker">The safety checker's place, if there is one.</param>
    /// <param name="limit">Bytes to stay below.</param>
    /// <exception cref="GenerationException">Nothing would do.</exception>
    public static MemoryPromise Of(PipelineOptions options, IReadOnlyList<(ImageRequest Request, long Times)> requests, string? checker, long? limit)
    {
        if (limit is not long bytes || requests.Count == 0)
        {
            return new MemoryPromise(options, RunOptions.Whole, MemoryEconomy.None);
        }

        // The machine's memory is held against what is left when all is given up that must be.
        PipelineOptions limited = options with { CardLimit = bytes };
        RunForecaster forecaster = new(limited with { ForecastMemory = 0, PlannedAtOnce = 1 }, requests, checker);
        MemoryEconomy economy = forecaster.Within(bytes);
        RunForecast forecast = forecaster.Forecast(economy);

        // The promise is about the device that it was made for.
        PipelineOptions with = RunForecaster.With(limited, economy) with { ForecastMemory = forecast.Memory.Total, Device = forecast.Device };
        return new MemoryPromise(with, new RunOptions { PicturesAtOnce = economy.PicturesAtOnce }, economy) { Obstacle = forecaster.Obstacle };
    }

    /// <summary>The requests of an order: of pictures of one size the first stands for all.</summary>
    public static IReadOnlyList<(ImageRequest Request, long Times)> RequestsOf(PaintingOrder order)
        => [.. order.Requests.GroupBy(request => (request.Width, request.Height)).Select(group => (group.First().Read(), (long)group.Count()))];

    /// <summary>What was done to keep it, as a line; none if nothing was.</summary>
    public string? Describe(long limit) => Economy.Describe() is string words ? $"To stay below {MemoryText.Of(limit)}: {words}." : null;
}
