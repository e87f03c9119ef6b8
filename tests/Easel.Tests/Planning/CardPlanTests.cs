using Easel.Cuda;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;
using Easel.Models;
using Easel.Tensors;
using Easel.Tests.Pipelines;

namespace Easel.Tests.Planning;

/// <summary>What Stable Diffusion v1 takes of a card, counted.</summary>
public sealed class CardPlanTests : IDisposable
{
    // What an estimate from above may be too high by.
    private const double Generous = 1.35;

    private static readonly MemoryEconomy s_narrow = new(NarrowBands: true);

    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(Precision.Autocast, 512, 1)]
    [InlineData(Precision.Autocast, 512, 8)]
    [InlineData(Precision.Autocast, 1024, 1)]
    [InlineData(Precision.Full, 512, 1)]
    public void The_estimate_that_refuses_at_once_lies_above_what_is_counted_and_not_far(Precision precision, int side, int pictures)
    {
        MemoryParts parts = Forecaster(precision, side, pictures).Forecast(s_narrow).Memory;

        CardMemoryPlan estimate = CardMemoryPlan.Of(ModelCatalog.StableDiffusion1, CardMemoryPlan.Parameters(ModelCatalog.StableDiffusion1), precision, RunSize.Of(Request(side, pictures)));
        long counted = parts.Total - CardOverhead.Context;
        TestContext.Current.SendDiagnosticMessage($"{precision}, {side}, {pictures}: {parts.Weights / 1e9:F3} weights, {parts.Activations / 1e9:F3} beside them, {counted / 1e9:F3} in all, estimate {estimate.Total / 1e9:F3}");
        Assert.InRange(estimate.Total, counted, Generous * counted);
    }

    [Fact]
    public void Weights_are_held_in_halves_those_before_an_upsampling_twice_and_the_tokens_table_in_floats()
    {
        // Published counts: UNet 859,520,964, text encoder 123,060,480, decoder and its projection 49,490,199; of them 49408 x 768 in the table, and 34 million in upsamplings.
        const double Halves = 2.0 * (859_520_964 + 123_060_480 + 49_490_199);
        const double Table = 2.0 * 49408 * 768;
        const double Folded = 2.0 * 16 / 9 * 9 * ((1280 * 1280 * 2) + (640 * 640) + (512 * 512 * 2) + (256 * 256));

        Assert.InRange(Forecaster(Precision.Autocast, 512, 1).Forecast(s_narrow).Memory.Weights, Halves + Table + Folded, 1.01 * (Halves + Table + Folded));
    }

    [Theory]
    [InlineData(8_000_000_000, 0, false)]
    [InlineData(3_400_000_000, 2, false)]
    [InlineData(3_150_000_000, 2, true)]
    public void As_much_is_given_up_as_a_limit_asks_for(long limit, int picturesAtOnce, bool releasesTextEncoder)
    {
        RunForecaster forecaster = Forecaster(Precision.Autocast, 512, pictures: 8, limit);

        MemoryEconomy economy = forecaster.Within(limit);

        MemoryParts memory = forecaster.Forecast(economy).Memory;
        TestContext.Current.SendDiagnosticMessage($"{limit}: {economy}, {memory}");
        Assert.Equal((picturesAtOnce, releasesTextEncoder), (economy.PicturesAtOnce, economy.ReleasesTextEncoder));
        Assert.InRange(memory.Total, 1, limit);
    }

    [Fact]
    public void What_an_estimate_would_refuse_is_counted_before_it_is_refused()
    {
        ImageRequest request = Request(512, 1);
        PipelineOptions options = Options(Precision.Autocast, null, DeviceChoice.Cuda()) with { Planned = request };

        CardRoom room = Open(3_100_000_000)!;

        Assert.Null(room.Lack(request));
        Assert.NotNull((room with { Forecast = null }).Lack(request));
        Assert.NotNull(room.Lack(Request(1024, 4)));
        Assert.StartsWith("cuda:0 (NVIDIA Fake) has 2.7 GiB of its 2.7 GiB free, but a picture of 512 x 512 pixels in autocast would take ", Assert.Throws<GenerationException>(() => Open(2_900_000_000)).Message);

        CardRoom? Open(long bytes)
        {
            Devices machine = new() { Survey = () => FakeCards.Survey(FakeCards.Card(0, "NVIDIA Fake", (8, 0), bytes / (double)(1L << 30))), OpenCard = (_, _) => new NamingDevice() };
            (Tensors.Backends.Device device, CardRoom? room) = machine.Open(options, ModelCatalog.StableDiffusion1, _ => { });
            device.Dispose();
            return room;
        }
    }

    [Fact]
    public void Where_a_card_is_not_taken_by_itself_the_limit_is_the_processors_and_it_is_said_why()
    {
        RunForecaster forecaster = Forecaster(Precision.Full, 512, 1, device: DeviceChoice.Auto);

        RunForecast forecast = forecaster.Forecast(s_narrow);

        Assert.Equal(DeviceChoice.Cpu, forecast.Device);
        Assert.StartsWith("cuda:0 (NVIDIA Fake) is not used: --precision full gives the same bytes on every machine", forecaster.Obstacle);
        Assert.Equal(0, forecast.Count.CardPeak);
    }

    public void Dispose() => _folder.Dispose();

    private static ImageRequest Request(int side, int pictures) => new() { Batches = [[.. Enumerable.Repeat("a", pictures)]], Width = side, Height = side, Steps = 5 };

    private RunForecaster Forecaster(Precision precision, int side, int pictures, long? limit = null, DeviceChoice? device = null)
    {
        Devices machine = new() { Survey = () => FakeCards.Survey(FakeCards.Card(0, "NVIDIA Fake", (8, 0), gibibytes: 24)) };
        return new RunForecaster(Options(precision, limit, device ?? DeviceChoice.Cuda()), [(Request(side, pictures), 1)], null, machine);
    }

    private PipelineOptions Options(Precision precision, long? limit, DeviceChoice device) => new()
    {
        Checkpoint = SparseCheckpoint.Write(_folder.PathOf("model.safetensors")),
        Vocabulary = Goldens.Path("bpe_simple_vocab_16e6.txt.gz"),
        Device = device,
        Precision = precision,
        CardLimit = limit,
    };
}
