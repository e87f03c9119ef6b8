using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;
using Easel.Tensors;

namespace Easel.Tests.Planning;

/// <summary>What is given up to stay below a limit of memory, and when a run is refused.</summary>
public sealed class MemoryEconomyTests
{
    private static readonly PocketModel s_pocket = PocketModel.Find()!;

    [Fact]
    public void Where_there_is_room_nothing_is_given_up() => Assert.Equal(MemoryEconomy.None, Forecaster(pictures: 4).Within(4_000_000_000));

    [Fact]
    public void What_costs_least_goes_first()
    {
        MemoryEconomy[] order = [.. MemoryEconomy.InOrder(4)];

        Assert.Equal(MemoryEconomy.None, order[0]);
        Assert.Equal(new MemoryEconomy(NarrowBands: true), order[1]);
        Assert.Equal(new MemoryEconomy(PicturesAtOnce: 2), order[2]);
        Assert.Equal(new MemoryEconomy(NarrowBands: true, PicturesAtOnce: 1, ReleasesTextEncoder: true), order[^1]);
    }

    [Fact]
    public void As_much_is_given_up_as_must_be_and_no_more()
    {
        RunForecaster forecaster = Forecaster(pictures: 4);
        long whole = forecaster.Forecast(MemoryEconomy.None).Memory.Total;

        MemoryEconomy economy = forecaster.Within((long)(whole * 0.95));

        RunForecast kept = forecaster.Forecast(economy);
        Assert.NotEqual(MemoryEconomy.None, economy);
        Assert.True(kept.Memory.Total <= whole * 0.95);
        Assert.All(MemoryEconomy.InOrder(4).TakeWhile(other => other != economy), other => Assert.True(forecaster.Forecast(other).Memory.Total * 1.04 > whole * 0.95));
    }

    [Fact]
    public void A_promise_that_cannot_be_kept_is_refused_with_the_smallest_that_can()
    {
        RunForecaster forecaster = Forecaster(pictures: 2);

        GenerationException error = Assert.Throws<GenerationException>(() => forecaster.Within(10_000_000));

        string smallest = error.Message.Split("--max-memory ")[1].Split("M.")[0];
        Assert.NotEqual(MemoryEconomy.None, forecaster.Within(long.Parse(smallest, System.Globalization.CultureInfo.InvariantCulture) * 1_000_000));
    }

    [Fact]
    public void Precision_is_not_touched()
        => Assert.Equal(Precision.Full, RunForecaster.With(s_pocket.Options with { Precision = Precision.Full }, new MemoryEconomy(true, 1, true)).Precision);

    private static RunForecaster Forecaster(int pictures)
        => new(s_pocket.Options, [(s_pocket.RequestFor("a red fox") with { Batches = [[.. Enumerable.Repeat("a red fox", pictures)]], Width = 256, Height = 256, Steps = 3 }, 1)]);
}
