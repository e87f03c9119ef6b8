using Easel.Cuda.Tests.Devices;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;

namespace Easel.Cuda.Tests.Pipelines;

/// <summary>What a real card holds of a run. No other test may use the card meanwhile.</summary>
[Collection(nameof(AloneOnTheCard))]
public sealed class RealCardMemoryTests
{
    private const long Overhead = CardOverhead.Context + CardOverhead.Kernels;

    [Fact]
    public void A_real_card_holds_what_was_planned_and_its_driver_no_more_than_is_reckoned_with()
    {
        Assert.SkipUnless(Cards.IsReal, "NOT TESTED: needs an NVIDIA card, named by EASEL_TEST_CARD=0.");
        ImageRequest request = CardRuns.Request(pictures: 2, side: 256, steps: 4);
        long planned = new RunForecaster(CardRuns.Pocket, [(request, 1)], null, CardRuns.MachineOfTests()).Forecast(MemoryEconomy.None).Memory.Total - Overhead;

        using var pipeline = Pipeline.Open(CardRuns.Pocket, _ => { }, CardRuns.MachineOfTests());
        for (int run = 0; run < 2; run++)
        {
            Assert.Equal(2, pipeline.Run(request, TestContext.Current.CancellationToken).Count(update => update is ImageUpdate));
        }

        CardUse use = pipeline.CardUse!;
        TestContext.Current.SendDiagnosticMessage($"{planned} planned, {use}");
        Assert.Equal(planned, use.Held);
        Assert.InRange(use.Used - use.Held, 0, Overhead);
    }
}

/// <summary>Tests that run by themselves.</summary>
[CollectionDefinition(nameof(AloneOnTheCard), DisableParallelization = true)]
public sealed class AloneOnTheCard;
