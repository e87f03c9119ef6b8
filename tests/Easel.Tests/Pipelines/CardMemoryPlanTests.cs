using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Models;
using Easel.Tensors;

namespace Easel.Tests.Pipelines;

/// <summary>Estimates of a card's memory, against what was counted and measured elsewhere.</summary>
public sealed class CardMemoryPlanTests
{
    // Published counts: UNet 859,520,964, text encoder 123,060,480, decoder and its projection 49,490,199.
    private const long StableDiffusionParameters = 859_520_964 + 123_060_480 + 49_490_199;

    // What an estimate from above may be too high by: memory that is wrongly missed for runs that would just fit.
    private const double Generous = 1.35;

    private static readonly long s_parameters = CardMemoryPlan.Parameters(ModelCatalog.StableDiffusion1);

    [Fact]
    public void Weights_are_those_of_text_encoder_unet_and_decoder()
    {
        // The encoder's own projection, 72 numbers, lies outside the encoder.
        Assert.InRange(s_parameters, StableDiffusionParameters, StableDiffusionParameters + 72);
        Assert.InRange(Plan(512, Precision.Autocast).Weights, 2 * StableDiffusionParameters, 2.14e9 * 1.1); // 2.14 GB and 4.13 GB held by the processor: docs/performance.md
        Assert.InRange(Plan(512, Precision.Full).Weights, 4 * StableDiffusionParameters, 4.13e9 * 1.05);
    }

    [Theory] // docs/performance.md, Memory: activations on the processor, which are float32 in both precisions
    [InlineData(512, 0.17e9, 0.37e9)]
    [InlineData(768, 0, 0.69e9)]
    [InlineData(1024, 0.65e9, 1.18e9)]
    public void Activations_are_no_less_than_was_measured_and_not_much_more(int side, double steps, double decoding)
    {
        CardMemoryPlan plan = Plan(side, Precision.Full);

        Assert.InRange(plan.Decoding, decoding, decoding * Generous);
        if (steps > 0)
        {
            Assert.InRange(plan.Steps, steps, steps * Generous);
        }
    }

    [Fact]
    public void A_small_model_takes_no_less_than_its_run_holds()
    {
        PocketModel pocket = PocketModel.Find()!;
        ImageRequest request = pocket.RequestFor("a red circle") with { Steps = 2 };
        using Pipeline pipeline = Pipeline.Open(pocket.Options with { Precision = Precision.Full });
        foreach (RunUpdate _ in pipeline.Run(request, TestContext.Current.CancellationToken))
        {
        }

        ModelShape shape = ConfigFile.Read(pocket.Options.Config!) is { } config ? ModelCatalog.StableDiffusion1 with { UNet = config.UNet, Autoencoder = config.Autoencoder } : throw new InvalidOperationException();
        CardMemoryPlan plan = CardMemoryPlan.Of(shape, 0, Precision.Full, RunSize.Of(request));
        Assert.InRange(plan.Steps + plan.Decoding, pipeline.Memory.Activations, 4 * pipeline.Memory.Activations);
    }

    [Fact]
    public void Steps_grow_with_pictures_and_guidance_and_decoding_does_not()
    {
        CardMemoryPlan one = Of(new RunSize(1, 64, 64, SamplesPerPicture: 2));
        CardMemoryPlan eight = Of(new RunSize(8, 64, 64, SamplesPerPicture: 2));
        CardMemoryPlan unguided = Of(new RunSize(1, 64, 64, SamplesPerPicture: 1));

        Assert.Equal((8 * one.Steps, one.Decoding, one.Weights), (eight.Steps, eight.Decoding, eight.Weights));
        Assert.Equal((one.Steps / 2, one.Decoding), (unguided.Steps, unguided.Decoding));

        static CardMemoryPlan Of(RunSize size) => CardMemoryPlan.Of(ModelCatalog.StableDiffusion1, s_parameters, Precision.Autocast, size);
    }

    [Fact]
    public void A_run_that_begins_with_a_picture_holds_the_encoder_too()
    {
        RunSize size = new(1, 64, 64, SamplesPerPicture: 2);
        CardMemoryPlan text = CardMemoryPlan.Of(ModelCatalog.StableDiffusion1, s_parameters, Precision.Full, size);
        CardMemoryPlan picture = CardMemoryPlan.Of(ModelCatalog.StableDiffusion1, s_parameters, Precision.Full, size with { ReadsPicture = true });

        // Published count of the whole autoencoder, 83,653,863, less the decoder and both projections.
        Assert.InRange(picture.Weights - text.Weights, 4 * (83_653_863 - 49_490_199 - 72), 4 * 1.05 * (83_653_863 - 49_490_199));
        Assert.Equal(text.Decoding, picture.Decoding);
    }

    [Theory]
    [InlineData(1, 0, 1, 1)]
    [InlineData(7.5, 0, 1, 2)]
    [InlineData(7.5, 0, 0.8, 3)]
    [InlineData(7.5, 0.2, 1, 3)]
    public void Guidance_doubles_a_picture_and_pauses_of_it_are_held_beside(double scale, double start, double end, int samples)
        => Assert.Equal(samples, RunSize.Of(Request(512, 1) with { GuidanceScale = scale, Approximations = new() { GuidanceStart = start, GuidanceEnd = end } }).SamplesPerPicture);

    [Fact]
    public void A_card_of_four_gibibytes_holds_a_usual_picture() => Assert.Null(Room(4, Precision.Autocast).Lack(Request(512, 1)));

    [Fact]
    public void What_does_not_fit_is_told_with_what_would()
    {
        CardRoom room = Room(8, Precision.Full);

        string lack = room.Lack(Request(1024, pictures: 4))!;

        Assert.Matches(
            @"\Acuda:0 \(NVIDIA Fake\) has 8\.0 GiB of its 8\.0 GiB free, but 4 pictures at once of 1024 x 1024 pixels in full would take \d+\.\d GiB "
            + @"\(\d\.\d GiB weights, \d\.\d GiB steps, \d\.\d GiB decoding, 0\.7 GiB reserve\)\. What would fit: \d pictures? at once, or \d+ x \d+ pixels, or --precision autocast\.\z",
            lack);
        foreach (string change in lack.Split("What would fit: ")[1].TrimEnd('.').Split(", or "))
        {
            Assert.Null(Changed(change));
        }

        string? Changed(string change) => change.Split(' ') switch
        {
            [string count, "picture" or "pictures", ..] => room.Lack(Request(1024, int.Parse(count))),
            [_, "x", string height, "pixels"] => room.Lack(Request(int.Parse(height), 4)),
            _ => (room with { Precision = Precision.Autocast }).Lack(Request(1024, 4)),
        };
    }

    [Fact]
    public void Where_no_single_change_would_do_all_together_are_told()
        => Assert.EndsWith("What would fit: 1 picture at once of 256 x 256 pixels, with --precision autocast.", Room(3.2, Precision.Full).Lack(Request(1024, 4)));

    [Fact]
    public void A_card_that_holds_nothing_says_so()
        => Assert.EndsWith("This card holds no run of this model now: close other programs that use it (nvidia-smi lists them), or use --device cpu.", Room(1, Precision.Autocast).Lack(Request(512, 1)));

    private static ImageRequest Request(int side, int pictures) => new() { Batches = [[.. Enumerable.Repeat("a", pictures)]], Width = side, Height = side };

    private static CardRoom Room(double gibibytes, Precision precision)
    {
        long bytes = (long)(gibibytes * (1L << 30));
        return new CardRoom(FakeCards.Card(0, "NVIDIA Fake", (8, 0), gibibytes), bytes, bytes, ModelCatalog.StableDiffusion1, precision);
    }

    private static CardMemoryPlan Plan(int side, Precision precision) => CardMemoryPlan.Of(ModelCatalog.StableDiffusion1, s_parameters, precision, RunSize.Of(Request(side, 1)));
}
