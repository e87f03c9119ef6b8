using Easel.Cuda.Tests.Driver;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;
using Easel.Tensors;

namespace Easel.Cuda.Tests.Pipelines;

/// <summary>What a run is told to take of a card, and what it asks a driver for.</summary>
public sealed class PlannedMemoryTests
{
    private const long Overhead = CardOverhead.Context + CardOverhead.Kernels;

    [Theory]
    [InlineData(Precision.Autocast, 1, 64, true)]
    public void A_run_asks_the_driver_for_what_was_planned(Precision precision, int pictures, int side, bool computes)
    {
        using InterpretingDriver driver = new() { Computes = computes };
        PipelineOptions options = CardRuns.Pocket with { Precision = precision };
        ImageRequest request = CardRuns.Request(pictures, side);

        RunForecast forecast = new RunForecaster(options, [(request, 1)], null, CardRuns.MachineOf(driver)).Forecast(MemoryEconomy.None);
        CardRuns.Paint(options, CardRuns.MachineOf(driver), request);

        Assert.Equal(driver.MostHeld, forecast.Memory.Total - Overhead);
    }
}
