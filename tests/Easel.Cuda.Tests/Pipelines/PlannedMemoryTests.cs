using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Driver;
using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;
using Easel.Diffusion.Runs;
using Easel.Imaging;
using Easel.Tensors;

namespace Easel.Cuda.Tests.Pipelines;

/// <summary>What a run is told to take of a card, and what it asks a driver for: the same, to the byte.</summary>
public sealed class PlannedMemoryTests
{
    private const long Overhead = CardOverhead.Context + CardOverhead.Kernels;

    private static readonly MemoryEconomy s_narrow = new(NarrowBands: true);

    [Theory]
    [InlineData(Precision.Autocast, 1, 64)]
    [InlineData(Precision.Full, 2, 256)]
    [InlineData(Precision.Autocast, 2, 768)]
    public void A_run_asks_the_driver_for_what_was_planned(Precision precision, int pictures, int side)
    {
        using InterpretingDriver driver = new() { Computes = false };
        PipelineOptions options = CardRuns.Pocket with { Precision = precision };
        ImageRequest request = CardRuns.Request(pictures, side);

        RunForecast forecast = Forecaster(options, request, driver).Forecast(MemoryEconomy.None);
        CardRuns.Paint(options, CardRuns.MachineOf(driver), request);

        Assert.Equal(forecast.Memory.Total - Overhead, driver.MostHeld);
        Assert.Equal(DeviceChoice.Cuda(), forecast.Device);
    }

    [Fact]
    public void So_does_one_that_begins_with_a_picture_pauses_guidance_and_gives_up_what_it_can()
    {
        using InterpretingDriver driver = new() { Computes = false };
        MemoryEconomy economy = new(NarrowBands: true, PicturesAtOnce: 1, ReleasesTextEncoder: true);
        PipelineOptions options = CardRuns.Pocket with { ReadsPictures = true };
        ImageRequest request = CardRuns.Request(pictures: 2, side: 512, steps: 6) with
        {
            Initial = new InitialPicture(new Image(512, 512, new byte[512 * 512 * 3])) { Strength = 0.9 },
            Noise = NoiseKind.Cuda,
            Approximations = new() { GuidanceEnd = 0.6 },
        };

        RunForecast forecast = Forecaster(options, request, driver).Forecast(economy);
        CardRuns.Paint(RunForecaster.With(options, economy), CardRuns.MachineOf(driver), request, new RunOptions { PicturesAtOnce = 1 });

        Assert.Equal(forecast.Memory.Total - Overhead, driver.MostHeld);
    }

    [Fact]
    public void Further_runs_of_an_open_pipeline_of_whatever_size_ask_for_no_more_than_the_largest_alone()
    {
        using InterpretingDriver driver = new() { Computes = false };
        ImageRequest large = CardRuns.Request(pictures: 2, side: 768);
        long planned = Forecaster(CardRuns.Pocket, large, driver).Forecast(MemoryEconomy.None).Memory.Total - Overhead;

        using var pipeline = Pipeline.Open(CardRuns.Pocket, _ => { }, CardRuns.MachineOf(driver));
        foreach (ImageRequest request in (ImageRequest[])[large, CardRuns.Request(side: 512), large, large])
        {
            Assert.Equal(request.Batches[0].Count, pipeline.Run(request, TestContext.Current.CancellationToken).Count(update => update is ImageUpdate));
        }

        Assert.Equal(planned, driver.MostHeld);
    }

    [Fact]
    public void A_run_fits_into_a_card_of_what_was_planned_and_into_none_that_is_smaller()
    {
        ImageRequest request = CardRuns.Request(side: 256);
        using InterpretingDriver large = new() { Computes = false };
        long planned = Forecaster(CardRuns.Pocket, request, large).Forecast(s_narrow).Memory.Total - Overhead;
        PipelineOptions options = RunForecaster.With(CardRuns.Pocket, s_narrow) with { ForecastMemory = 0 };

        using InterpretingDriver fitting = WithMemory(planned);
        using InterpretingDriver smaller = WithMemory(planned - 1);
        CardRuns.Paint(options, CardRuns.MachineOf(fitting), request);

        Assert.Equal(planned, fitting.MostHeld);
        CudaException error = Assert.Throws<CudaException>(() => CardRuns.Paint(options, CardRuns.MachineOf(smaller), request));
        Assert.Equal(CudaError.OutOfMemory, error.Error);
    }

    [Fact]
    public void A_limit_is_kept_by_what_does_not_change_pictures()
    {
        ImageRequest request = CardRuns.Request(pictures: 4, side: 768);
        using InterpretingDriver driver = new() { Computes = false };
        long limit = (long)(Forecaster(CardRuns.Pocket, request, driver).Forecast(MemoryEconomy.None).Memory.Total * 0.8);
        PipelineOptions options = CardRuns.Pocket with { CardLimit = limit };

        RunForecaster forecaster = Forecaster(options with { ForecastMemory = 0 }, request, driver);
        MemoryEconomy economy = forecaster.Within(limit);
        long told = forecaster.Forecast(economy).Memory.Total;
        CardRuns.Paint(
            RunForecaster.With(options with { ForecastMemory = told }, economy), CardRuns.MachineOf(driver), request, new RunOptions { PicturesAtOnce = economy.PicturesAtOnce });

        Assert.InRange(driver.MostHeld, 1, limit - Overhead);
        Assert.Equal(told - Overhead, driver.MostHeld);
    }

    [Fact]
    public void A_limit_that_cannot_be_kept_is_refused_with_the_smallest_that_can()
    {
        using InterpretingDriver driver = new() { Computes = false };
        RunForecaster forecaster = Forecaster(CardRuns.Pocket with { ForecastMemory = 0 }, CardRuns.Request(pictures: 2), driver);

        GenerationException error = Assert.Throws<GenerationException>(() => forecaster.Within(600_000_000));

        Assert.StartsWith("--max-memory: 600 MB of cuda:0 (Interpreted) are too little for this run: it takes about ", error.Message);
        Assert.Contains(" driver). The smallest that would do: --max-memory ", error.Message);
        string smallest = error.Message.Split("The smallest that would do: --max-memory ")[1].Split("M.")[0];
        long bytes = long.Parse(smallest, System.Globalization.CultureInfo.InvariantCulture) * 1_000_000;
        forecaster.Within(bytes);
        Assert.Throws<GenerationException>(() => forecaster.Within(bytes - 1_000_000));
        Assert.Empty(driver.Calls);
    }

    [Fact]
    public void A_limit_that_the_card_has_not_free_is_refused_before_anything_is_loaded()
    {
        using InterpretingDriver driver = WithMemory(500_000_000);

        GenerationException error = Assert.Throws<GenerationException>(
            () => Forecaster(CardRuns.Pocket with { ForecastMemory = 0 }, CardRuns.Request(), driver).Within(8_000_000_000));

        Assert.StartsWith("cuda:0 (Interpreted) has 500 MB of its 500 MB free, but the run takes about ", error.Message);
        Assert.Empty(driver.Calls);
    }

    [Fact]
    public void Without_a_limit_too_a_card_with_little_memory_is_refused_before_anything_is_loaded()
    {
        using InterpretingDriver driver = WithMemory(1_500_000_000);
        PipelineOptions options = CardRuns.Pocket with { Planned = CardRuns.Request(pictures: 256, side: 512) };

        GenerationException error = Assert.Throws<GenerationException>(() => Pipeline.Open(options, _ => { }, CardRuns.MachineOf(driver)));

        Assert.StartsWith("cuda:0 (Interpreted) has 1.4 GiB of its 1.4 GiB free, but 256 pictures at once of 512 x 512 pixels in autocast would take ", error.Message);
        Assert.Matches(@"What would fit: \d+ pictures? at once", error.Message);
        Assert.Empty(driver.Calls);
    }

    private static RunForecaster Forecaster(PipelineOptions options, ImageRequest request, InterpretingDriver driver)
        => new(options, [(request, 1)], null, CardRuns.MachineOf(driver));

    private static InterpretingDriver WithMemory(long bytes)
    {
        InterpretingDriver driver = new() { Computes = false };
        driver.Properties = driver.Properties with { Memory = bytes };
        return driver;
    }
}
