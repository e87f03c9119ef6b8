using Easel.Cuda.Tests.Devices;
using Easel.Cuda.Tests.Driver;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Samplers;

using Machine = Easel.Diffusion.Pipelines.Devices;

namespace Easel.Cuda.Tests.Pipelines;

/// <summary>Whole runs of the model that comes with Easel, on a card without a card.</summary>
internal static class CardRuns
{
    /// <summary>The model.</summary>
    public static PipelineOptions Pocket { get; } = PocketModel.Find()!.Options with { Threads = 1, Device = DeviceChoice.Cuda() };

    /// <summary>A small request.</summary>
    /// <param name="pictures">Of its only batch.</param>
    /// <param name="side">Pixels.</param>
    /// <param name="steps">Denoising steps.</param>
    public static ImageRequest Request(int pictures = 1, int side = 64, int steps = 3)
        => new() { Batches = [[.. Enumerable.Repeat("a red fox", pictures)]], Width = side, Height = side, Steps = steps, Sampler = SamplerKind.Ddim };

    /// <summary>A machine whose only card is a driver's.</summary>
    public static Machine MachineOf(InterpretingDriver driver)
    {
        Card card = new(0, driver.Properties, Obstacle: null);
        return new Machine
        {
            Survey = () => new CardSurvey([card], _ => (driver.Properties.Memory, driver.Properties.Memory), () => { }),
            OpenCard = (_, options) => new CudaDevice(driver, 0, options.Precision, Machine.LimitOf(options)) { BandLimit = options.BandMemory },
        };
    }

    /// <summary>A machine with the card that tests run on.</summary>
    public static Machine MachineOfTests()
    {
        Card card = new(0, Cards.Driver().Describe(Cards.Index), Obstacle: null);
        return new Machine
        {
            Survey = () => new CardSurvey([card], _ => (card.Properties.Memory, card.Properties.Memory), () => { }),
            OpenCard = (_, options) => Cards.Open(options.Precision),
        };
    }

    /// <summary>Paints a request.</summary>
    public static IReadOnlyList<RunUpdate> Paint(PipelineOptions options, Machine machine, ImageRequest request, RunOptions? run = null)
    {
        using var pipeline = Pipeline.Open(options, _ => { }, machine);
        return [.. pipeline.Run(request, run ?? RunOptions.Whole, TestContext.Current.CancellationToken)];
    }
}
