using Easel.Checkpoints;
using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Samplers;
using Easel.Imaging;
using Easel.Models;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Meta;
using Easel.Tensors.Memory;

namespace Easel.Tests.Planning;

/// <summary>What a run does, counted without doing it: against numbers worked out by hand and published ones.</summary>
public sealed class RunCounterTests
{
    private static readonly PocketModel s_pocket = PocketModel.Find()!;

    [Fact]
    public void A_convolution_takes_two_operations_for_each_weight_and_pixel()
        => Assert.Equal(2.0 * 2 * 64 * 64 * 320 * 320 * 9, new OperationShape(OperationKind.Convolution, 2, 64, 64, 320, 320) { Kernel = 3, Stride = 1 }.Work);

    [Fact]
    public void Attention_takes_four_operations_for_each_pair_of_tokens_and_each_number_of_their_width()
        => Assert.Equal(4.0 * 2 * 4096 * 77 * 320, new OperationShape(OperationKind.Attention, 2, 4096, 77, 320, 8).Work);

    [Fact]
    public void An_evaluation_of_Stable_Diffusions_network_at_512_x_512_takes_0_8_TFLOP()
    {
        using MetaDevice device = new(Precision.Full);
        UNetModel unet = new(Weights(device) / ModelNames.UNet, ModelCatalog.StableDiffusion1.UNet);
        using PromptContext prompts = unet.Read(device.Allocate([1, 77, 768]));
        Dictionary<OperationShape, long> before = new(device.Operations);

        unet.Forward(device.Allocate([1, 64, 64, 4]), device.Allocate([1, 320]), prompts);

        // 0.8 TFLOP for one sample at 512 x 512, a multiply and an add counted as two
        double work = device.Operations.Where(pair => pair.Key.HasProducts).Sum(pair => pair.Key.Work * (pair.Value - before.GetValueOrDefault(pair.Key)));
        Assert.InRange(work, 0.76e12, 0.82e12);
    }

    [Theory] // docs/performance.md, Memory: weights 2.14 and 4.13 GB in all
    [InlineData(Precision.Autocast, 1.73e9)]
    [InlineData(Precision.Full, 3.44e9)]
    public void The_networks_weights_take_two_or_four_bytes(Precision precision, double bytes)
    {
        // 859,520,964 parameters: Rombach et al. 2022
        using MetaDevice device = new(precision);
        _ = new UNetModel(Weights(device) / ModelNames.UNet, ModelCatalog.StableDiffusion1.UNet);

        Assert.InRange(device.Memory.Weights, bytes * 0.99, bytes * 1.01);
    }

    [Theory]
    [InlineData(SamplerKind.Ddim, 10, 20)] // guidance: two samples in a call
    [InlineData(SamplerKind.Heun, 19, 38)] // two calls a step, but for the last
    public void Evaluations_are_those_of_the_sampler(SamplerKind sampler, long calls, long evaluations)
    {
        RunCount count = Count(s_pocket.RequestFor("a red fox") with { Sampler = sampler, Steps = 10 });

        Assert.Equal((10, calls, evaluations, 1), (count.Steps, count.Calls, count.Evaluations, count.Pictures));
    }

    [Fact]
    public void Every_iteration_and_batch_counts()
    {
        ImageRequest one = s_pocket.RequestFor("a red fox") with { Steps = 4, Sampler = SamplerKind.Ddim };
        RunCount few = Count(one);
        RunCount many = Count(one with { Batches = [["a red fox"], ["a blue fish"], ["a green frog"]], Iterations = 50 });

        Assert.Equal((150, 600, 600 * 2), (many.Pictures, many.Steps, many.Evaluations));
        Assert.Equal(150 * few.Painting.Products, many.Painting.Products, tolerance: 1);
        Assert.Equal(150 * few.Decoding.Products, many.Decoding.Products, tolerance: 1);
    }

    [Fact]
    public void Strength_leaves_steps_out_and_the_picture_is_read_once()
    {
        ImageRequest request = s_pocket.RequestFor("a red fox") with { Steps = 20, Sampler = SamplerKind.Ddim, Width = 64, Height = 64 };
        InitialPicture initial = new(new Image(64, 64, new byte[64 * 64 * 3])) { Strength = 0.5 };

        RunCount one = Count(request with { Initial = initial });
        RunCount four = Count(request with { Initial = initial, Iterations = 4 });

        Assert.Equal((10, 40), (one.Steps, four.Steps));
        Assert.True(four.Painting.Products < 4 * one.Painting.Products);
    }

    [Fact]
    public void Reused_features_are_work_that_is_not_done()
    {
        ImageRequest request = s_pocket.RequestFor("a red fox") with { Steps = 20, Sampler = SamplerKind.Ddim };

        double whole = Count(request).Painting.Products;
        double reused = Count(request with { Approximations = ApproximationChoice.None with { ReuseEvery = 2 } }).Painting.Products;

        Assert.InRange(reused / whole, 0.5, 0.75);
    }

    [Fact]
    public async Task Activations_take_what_the_processor_takes()
    {
        ImageRequest request = s_pocket.RequestFor("a red fox") with { Steps = 2, Width = 128, Height = 64 };
        PipelineOptions options = s_pocket.Options with { Threads = 1 };
        long counted;
        using (var meta = Pipeline.Open(options, _ => { }, new Devices { OpenProcessor = asked => new MetaDevice(asked.Precision) }))
        {
            _ = meta.Run(request, TestContext.Current.CancellationToken).Count();
            counted = meta.Memory.Activations;
        }

        using var real = Pipeline.Open(options);
        await foreach (RunUpdate _ in real.RunAsync(request, TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal(real.Memory.Activations, counted);
    }

    [Fact]
    public async Task Without_its_text_encoder_a_run_paints_the_same()
    {
        ImageRequest request = s_pocket.RequestFor("a red fox") with { Batches = [["a red fox"], ["a blue fish"]], Steps = 2, Width = 64, Height = 64 };
        PipelineOptions options = s_pocket.Options with { Precision = Precision.Full, Threads = 1 };

        float[][] whole = await PaintAsync(options, request);
        float[][] saving = await PaintAsync(options with { ReleasesTextEncoder = true, BandMemory = 0 }, request);

        Assert.Equal(whole, saving);
    }

    private static async Task<float[][]> PaintAsync(PipelineOptions options, ImageRequest request)
    {
        List<float[]> pictures = [];
        using var pipeline = Pipeline.Open(options);
        await foreach (RunUpdate update in pipeline.RunAsync(request, TestContext.Current.CancellationToken))
        {
            if (update is ImageUpdate image)
            {
                pictures.Add(image.Unit);
            }
        }

        return [.. pictures];
    }

    private static RunCount Count(ImageRequest request) => RunCounter.Count(s_pocket.Options with { ReadsPictures = request.Initial is not null }, [(request, 1)], RunOptions.Whole, _ => { }).Count;

    private static Weights Weights(Device device) => new("none", (name, shape) => new HostTensor(name, new ArrayMemory(new byte[sizeof(float)]), 0, shape, ElementType.Float32, new long[shape.Rank]), device);
}
