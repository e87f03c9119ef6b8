using Easel.Cuda.Driver;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Models;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Tests.Pipelines;

/// <summary>A pipeline on a card, whose place a device takes that networks can be built on, but not run.</summary>
public sealed class CardPipelineTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<string> _warnings = [];
    private readonly PipelineOptions _pocket = PocketModel.Find()!.Options with { Threads = 1 };

    [Fact]
    public void Prepared_weights_are_for_the_processor_and_a_card_says_so()
    {
        using Pipeline pipeline = Open(_pocket with { Device = DeviceChoice.Cuda(), WeightCache = new WeightCache(_folder.PathOf("cache")) }, new NamingDevice());

        Assert.Equal([$"prepared weights (--weight-cache) are kept for the processor only, not for none: nothing is read from {_folder.PathOf("cache")}, or written there."], _warnings);
        Assert.False(Directory.Exists(_folder.PathOf("cache")));
    }

    [Fact]
    public void A_request_larger_than_the_card_is_refused_before_it_begins()
    {
        using Pipeline pipeline = Open(_pocket with { Device = DeviceChoice.Cuda() }, new NamingDevice());
        ImageRequest request = PocketModel.Find()!.RequestFor("a red circle") with { Width = 4096, Height = 4096 };

        GenerationException refused = Assert.Throws<GenerationException>(() => pipeline.Run(request, TestContext.Current.CancellationToken));

        Assert.StartsWith("cuda:0 (NVIDIA A100) has 2.0 GiB of its 2.0 GiB free, but a picture of 4096 x 4096 pixels in autocast would take ", refused.Message);
        Assert.Matches(@"What would fit: (\d+) x \1 pixels\.", refused.Message);
    }

    [Fact]
    public void A_card_that_fails_under_the_weights_gives_way_to_the_processor_if_that_was_left_open()
    {
        using Pipeline pipeline = Open(_pocket with { Device = DeviceChoice.Auto }, new FullCard());

        Assert.Equal("cpu (1 threads)", pipeline.Model.Device);
        Assert.Equal(["none cannot be used: It is full. The processor paints instead."], _warnings);
    }

    [Fact]
    public void A_card_that_fails_under_the_weights_is_an_error_if_it_was_named()
        => Assert.Throws<CudaException>(() => Open(_pocket with { Device = DeviceChoice.Cuda() }, new FullCard()));

    public void Dispose() => _folder.Dispose();

    private Pipeline Open(PipelineOptions options, Device card) => Pipeline.Open(
        options,
        _warnings.Add,
        new Devices { Survey = () => FakeCards.Survey(FakeCards.Card(0, "NVIDIA A100", (8, 0), gibibytes: 2)), OpenCard = (_, _) => card });

    private sealed class FullCard : NamingDevice
    {
        public override NormWeights PrepareNorm(string name, HostTensor scale, HostTensor shift) => throw new CudaException(CudaError.OutOfMemory, "It is full.");
    }
}
