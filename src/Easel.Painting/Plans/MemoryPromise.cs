using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;
using Easel.Diffusion.Runs;
using Easel.Painting.Texts;
using Easel.Diffusion;
using Easel.Painting.Jobs;

namespace Easel.Painting.Plans;

/// <summary><c>--max-memory</c>: kept, or refused before anything is loaded.</summary>
/// <param name="Options">How the model is opened.</param>
/// <param name="Run">How batches are painted.</param>
/// <param name="Economy">What is given up.</param>
internal sealed record MemoryPromise(PipelineOptions Options, RunOptions Run, MemoryEconomy Economy)
{
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
        RunForecaster forecaster = new(options with { ForecastMemory = 0 }, requests, checker);
        MemoryEconomy economy = forecaster.Within(bytes);
        PipelineOptions with = RunForecaster.With(options, economy) with { ForecastMemory = forecaster.Forecast(economy).Memory.Total };
        return new MemoryPromise(with, new RunOptions { PicturesAtOnce = economy.PicturesAtOnce }, economy);
    }

    /// <summary>The requests of an order: of pictures of one size the first stands for all.</summary>
    public static IReadOnlyList<(ImageRequest Request, long Times)> RequestsOf(PaintingOrder order)
        => [.. order.Requests.GroupBy(request => (request.Width, request.Height)).Select(group => (group.First().Read(), (long)group.Count()))];

    /// <summary>What was done to keep it, as a line; none if nothing was.</summary>
    public string? Describe(long limit) => Economy.Describe() is string words ? $"To stay below {MemoryText.Of(limit)}: {words}." : null;
}
