using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Models.Autoencoders;
using Easel.Models.TextEncoders;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>A real card against the recordings: exact within floats where that is asked for, near in halves.</summary>
public sealed class CardParityTests
{
    public static TheoryData<string, Precision> Models => new MatrixTheoryData<string, Precision>(["tiny-sd", "micro-sd", "pocket"], [Precision.Full, Precision.Autocast]);

    [Theory, MemberData(nameof(Models))]
    public void Text_embeddings_are_as_recorded(string name, Precision precision)
    {
        using ReferenceModel model = Open(name, precision);
        SafeTensors recording = model.Stage("text");
        string prefix = name == "pocket" ? "" : "text.";
        TextEncoder encoder = model.TextEncoder();
        int[] shape = recording.Shape($"{prefix}ids");
        using Tensor ids = model.Device.Upload([.. recording.Longs($"{prefix}ids").Select(id => (int)id)], [shape[0], shape[1]]);

        using Tensor context = encoder.Forward(ids);

        string embeddings = $"{prefix}embeddings";
        AssertNear(recording.Floats(embeddings), model.Download(context), Tolerances.Network * Compare.Scale(recording, embeddings), precision, $"{name}, {embeddings}");
    }

    [Theory, MemberData(nameof(Models))]
    public void Predicted_noise_is_as_recorded(string name, Precision precision)
    {
        using ReferenceModel model = Open(name, precision);
        SafeTensors recording = model.Stage("unet");
        UNetModel unet = model.UNet();

        foreach (string one in (string[])(name == "pocket" ? ["a", "b", "c"] : ["unet_a", "unet_b", "unet_c", "unet_d"]))
        {
            float[] noise = model.PredictNoise(unet, recording, one);

            AssertNear(ReferenceModel.RecordedMap(recording, $"{one}.eps"), noise, Tolerances.Network * Compare.Scale(recording, $"{one}.eps"), precision, $"{name}, {one}");
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void Decoded_pictures_are_as_recorded(string name, Precision precision)
    {
        using ReferenceModel model = Open(name, precision);
        SafeTensors recording = model.Stage("vae");
        Decoder decoder = model.Decoder();

        foreach (string one in recording.Names.Where(other => other.EndsWith(".z", StringComparison.Ordinal)).Select(other => other[..^2]))
        {
            using Tensor z = model.UploadMap(recording, $"{one}.z");
            using Tensor scaled = model.Device.Combine(1 / model.LatentScale, z, 0, z);
            using Tensor picture = decoder.Forward(scaled);

            AssertNear(ReferenceModel.RecordedMap(recording, $"{one}.image"), model.Download(picture), Tolerances.Decoded, precision, $"{name}, {one}");
        }
    }

    [Theory, MemberData(nameof(EndToEndTests.Runs), MemberType = typeof(EndToEndTests))]
    public Task The_command_paints_what_the_original_painted(string model, string run) => RecordedRun.AssertPaintedAsync(model, run, "--device", RealCard.Name);

    [Fact]
    public void A_picture_of_20_steps_in_autocast_is_near_the_processors_exact_one()
    {
        byte[] rounded = PocketPainting.Paint(RealCard.Open(Precision.Autocast), steps: 20);

        byte[] exact = PocketPainting.Paint(new CpuDevice(threads: 0), steps: 20);

        AssertDecibels(Compare.Decibels(exact, rounded), Tolerances.PictureDecibels, "20 steps");
    }

    [Theory]
    [InlineData("star.png", "a yellow star in the night sky")]
    [InlineData("house.png", "a photo of a red house in the desert")]
    [InlineData("sun.png", "a yellow sun above a blue boat at sunset")]
    [InlineData("heart.png", "a pink heart, stained glass")]
    [InlineData("rocket.png", "a green rocket in space, synthwave")]
    [InlineData("fish.png", "a cartoon of a blue fish in the sea")]
    public async Task Pictures_of_the_readme_in_autocast_are_near_the_processors_exact_ones(string picture, string prompt)
    {
        string device = RealCard.Name;
        using EngineRun run = new();
        Image exact = PngFile.Load(Path.Combine(AppContext.BaseDirectory, "pictures", picture)).Image;

        int code = await run.PaintAsync("--ckpt", "pocket", "--prompt", prompt, "--device", device);

        Assert.True(code == 0, run.Error);
        Image painted = PngFile.Load(Path.Combine(run.Outdir, "samples", "00000.png")).Image;
        double allowed = picture == "heart.png" ? Tolerances.ChaoticPictureDecibels : Tolerances.PictureDecibels;
        AssertDecibels(Compare.Decibels(exact.Pixels.Span, painted.Pixels.Span), allowed, picture);
    }

    private static ReferenceModel Open(string name, Precision precision)
    {
        if (name == "pocket")
        {
            return ReferenceModel.Pocket(RealCard.Open(precision));
        }

        // Skips before a card is opened.
        _ = Goldens.Path(name);
        string config = name == "tiny-sd" ? "v1-tiny-inference.yaml" : "v1-micro-inference.yaml";
        return ReferenceModel.Golden(name, "model.ckpt", config, device: RealCard.Open(precision));
    }

    /// <summary>Each value in full precision; in halves, all together.</summary>
    private static void AssertNear(float[] wanted, float[] actual, float tolerance, Precision precision, string what)
    {
        double difference = Compare.Relative(wanted, actual);
        TestContext.Current.SendDiagnosticMessage($"{what} in {precision}: {difference:E2}");
        if (precision == Precision.Full)
        {
            Compare.Absolute(wanted, actual, tolerance, what);
            return;
        }

        Assert.True(difference <= Tolerances.CardAutocast, $"{what}: off by {difference:E2} of the root mean square, allowed {Tolerances.CardAutocast:E2}");
    }

    private static void AssertDecibels(double decibels, double allowed, string what)
    {
        TestContext.Current.SendDiagnosticMessage($"{what}: {decibels:F1} dB");
        Assert.True(decibels >= allowed, $"{what}: {decibels:F1} dB, wanted {allowed:F0}");
    }
}
