using Easel.Cuda;
using Easel.Cuda.Driver;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Models;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Tests.Pipelines;

/// <summary>Which device a choice becomes on machines with all kinds of cards. A processor of one thread stands in for an opened card.</summary>
public sealed class DevicesTests
{
    private static readonly Card s_large = FakeCards.Card(0, "NVIDIA A100", (8, 0), gibibytes: 40);

    private readonly List<int> _opened = [];
    private readonly List<string> _warnings = [];

    [Fact]
    public void Auto_takes_the_first_card_that_holds_the_run()
    {
        Card old = FakeCards.Card(0, "NVIDIA GeForce GTX 1080", (6, 1), gibibytes: 8);
        Card small = FakeCards.Card(1, "NVIDIA RTX A400", (8, 6), gibibytes: 1.5);
        Card fitting = FakeCards.Card(2, "NVIDIA GeForce RTX 4090", (8, 9), gibibytes: 24);
        Card another = FakeCards.Card(3, "NVIDIA H100", (9, 0), gibibytes: 80);

        CardRoom? room = Open(DeviceChoice.Auto, FakeCards.Survey(old, small, fitting, another));

        Assert.Equal([2], _opened);
        Assert.Equal(fitting, room!.Card);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Auto_says_in_one_line_why_a_card_was_not_taken()
    {
        Open(DeviceChoice.Auto, FakeCards.Survey(FakeCards.Card(0, "NVIDIA GeForce GTX 1080", (6, 1), 8), FakeCards.Card(1, "NVIDIA RTX A400", (8, 6), 1.5)));

        Assert.Empty(_opened);
        Assert.Equal(
            ["Card 0, NVIDIA GeForce GTX 1080, has compute capability 6.1; Easel's kernels want compute capability 8.0 (Ampere, 2020) or newer. The processor paints instead."],
            _warnings);
    }

    [Theory]
    [InlineData(CudaError.NoDriver)]
    [InlineData(CudaError.NoCard)]
    public void Auto_says_nothing_where_there_is_no_card(CudaError reason)
    {
        Assert.Null(Open(DeviceChoice.Auto, CardSurvey.Without(new CudaException(reason, "There is none."))));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Auto_tells_what_is_wrong_with_the_driver()
    {
        Open(DeviceChoice.Auto, CardSurvey.Without(new CudaException(CudaError.DriverTooOld, "It is too old.")));

        Assert.Equal(["It is too old. The processor paints instead."], _warnings);
    }

    [Fact]
    public void Auto_leaves_full_precision_to_the_processor()
    {
        Open(DeviceChoice.Auto, FakeCards.Survey(s_large), options => options with { Precision = Precision.Full });

        Assert.Empty(_opened);
        Assert.StartsWith("cuda:0 (NVIDIA A100) is not used: --precision full gives the same bytes on every machine", Assert.Single(_warnings));
    }

    [Fact]
    public void Auto_leaves_to_the_processor_what_only_that_computes()
    {
        ImageRequest merging = new() { Batches = [["a"]], Approximations = new() { UsesInt8 = true, ReuseEvery = 2 } };

        Open(DeviceChoice.Auto, FakeCards.Survey(s_large), options => options with { Planned = merging });

        Assert.Empty(_opened);
        Assert.Equal(["cuda:0 (NVIDIA A100) is not used: 'int8' (--fast) is computed on the processor only. The processor paints instead."], _warnings);
    }

    [Fact]
    public void Auto_never_fails_because_of_a_card()
    {
        Open(DeviceChoice.Auto, new CardSurvey([s_large], _ => throw new CudaException(CudaError.CardUnavailable, "It is taken."), () => { }));

        Assert.Equal(["cuda:0 (NVIDIA A100) cannot be used: It is taken. The processor paints instead."], _warnings);
    }

    [Fact]
    public void A_named_card_paints_in_full_precision_too()
    {
        CardRoom? room = Open(DeviceChoice.Cuda(), FakeCards.Survey(s_large), options => options with { Precision = Precision.Full });

        Assert.Equal([0], _opened);
        Assert.Equal(Precision.Full, room!.Precision);
    }

    [Theory]
    [InlineData(0, "Card 0, NVIDIA GeForce GTX 1080, has compute capability 6.1; Easel's kernels want compute capability 8.0 (Ampere, 2020) or newer. Use --device cpu.")]
    [InlineData(1, "cuda:1 (NVIDIA RTX A400) has 1.5 GiB of its 1.5 GiB free, but a picture of 512 x 512 pixels in autocast would take ")]
    [InlineData(5, "There is no card cuda:5; there are cuda:0 to cuda:1.")]
    public void A_named_card_that_cannot_be_used_is_refused(int card, string message)
    {
        CardSurvey survey = FakeCards.Survey(FakeCards.Card(0, "NVIDIA GeForce GTX 1080", (6, 1), 8), FakeCards.Card(1, "NVIDIA RTX A400", (8, 6), 1.5));

        GenerationException refused = Assert.Throws<GenerationException>(() => Open(DeviceChoice.Cuda(card), survey));

        Assert.StartsWith(message, refused.Message);
        Assert.Empty(_opened);
    }

    [Fact]
    public void A_named_card_is_refused_with_the_drivers_sentence_where_there_is_none()
    {
        GenerationException refused = Assert.Throws<GenerationException>(
            () => Open(DeviceChoice.Cuda(), CardSurvey.Without(new CudaException(CudaError.NoDriver, "There is no NVIDIA driver here."))));

        Assert.Equal("There is no NVIDIA driver here.", refused.Message);
    }

    [Fact]
    public void A_named_card_does_not_compute_what_only_the_processor_does()
    {
        ImageRequest merging = new() { Batches = [["a"]], Approximations = new() { UsesInt8 = true } };

        GenerationException refused = Assert.Throws<GenerationException>(() => Open(DeviceChoice.Cuda(), FakeCards.Survey(s_large), options => options with { Planned = merging }));

        Assert.Equal("'int8' (--fast) is computed on the processor only. Leave it out, or use --device cpu.", refused.Message);
    }

    [Fact]
    public void The_processor_is_taken_without_a_look_at_cards()
    {
        Devices devices = new() { Survey = () => throw new InvalidOperationException("Nobody asked."), OpenCard = (_, _) => throw new InvalidOperationException("Nobody asked.") };

        (Device device, CardRoom? room) = devices.Open(new PipelineOptions { Checkpoint = "x", Threads = 1 }, ModelCatalog.StableDiffusion1, _warnings.Add);

        device.Dispose();
        Assert.Equal("cpu (1 threads)", device.Name);
        Assert.Null(room);
    }

    private CardRoom? Open(DeviceChoice choice, CardSurvey survey, Func<PipelineOptions, PipelineOptions>? change = null)
    {
        Devices devices = new()
        {
            Survey = () => survey,
            OpenCard = (room, asked) =>
            {
                _opened.Add(room.Card.Index);
                return new CpuDevice(1, asked.Precision);
            },
        };
        PipelineOptions options = new() { Checkpoint = "model.ckpt", Device = choice, Threads = 1 };
        (Device device, CardRoom? room) = devices.Open(change?.Invoke(options) ?? options, ModelCatalog.StableDiffusion1, _warnings.Add);
        device.Dispose();
        return room;
    }
}
