using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Tensors;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Checkpoints whose weights overflow in less than float32: the layer is computed again in float32, the run goes on, and all are told.</summary>
public sealed class RedoneLayerTests : IDisposable
{
    private const string Text = "cond_stage_model.transformer.text_model.encoder.layers.1.mlp";
    private const string UNet = "model.diffusion_model.output_blocks.3.1.transformer_blocks.0.ff.net";
    private const string Decoder = "first_stage_model.decoder.up.2";
    private const string Encoder = "first_stage_model.encoder.down.0";

    private readonly EngineRun _run = new();

    public static TheoryData<string, string, bool> Cases =>
    [
        ("text", "avx2", false), ("text", "avx512-fp16", false), ("text", "avx512-bf16", false),
        ("unet", "avx2", false), ("unet", "avx512-fp16", false), ("unet", "avx512-bf16", false),
        ("decoder", "avx2", false), ("decoder", "avx512-fp16", false), ("decoder", "avx512-bf16", false),
        ("unet", "avx2", true), ("unet", "avx512-fp16", true),
    ];

    [Theory, MemberData(nameof(Cases))]
    public async Task The_layer_is_computed_again_in_float32_and_the_picture_is_near_that_of_full_precision(string part, string target, bool usesInt8)
    {
        (string before, string layer, string stage) = Named(part);
        string checkpoint = WriteMicro(PlantedOverflow.Between(before, layer, isGated: part == "unet"));
        string[] fast = usesInt8 ? ["--fast", "int8"] : [];

        PngPicture exact = await PaintAsync("avx2", ["--ckpt", checkpoint, "--precision", "full"]);
        Assert.DoesNotContain("float32", _run.Error, StringComparison.Ordinal);
        PngPicture redone = await PaintAsync(target, ["--ckpt", checkpoint, .. fast]);

        JsonObject told = Assert.Single(RecordOf(redone)["float32Layers"]!.AsArray())!.AsObject();
        Assert.Equal((stage, $"[\"{layer}\"]", part == "unet" ? "[1,2]" : null), ((string?)told["stage"], told["layers"]!.ToJsonString(), told["steps"]?.ToJsonString()));
        Assert.Null(RecordOf(exact)["float32Layers"]);
        Assert.Single(_run.Error.Split('\n'), line => line.StartsWith("warning: ", StringComparison.Ordinal) && line.Contains($"'{layer}' overflowed", StringComparison.Ordinal));
        AssertNear(exact, redone, usesInt8 ? Tolerances.QuantizedLevels : target.StartsWith("avx512-", StringComparison.Ordinal) ? Tolerances.MixedLevels : Tolerances.AutocastLevels);
    }

    [Fact]
    public async Task Programs_are_told_of_every_step_and_the_bytes_do_not_depend_on_threads_or_on_kept_weights()
    {
        string checkpoint = WriteMicro(PlantedOverflow.Between($"{UNet}.0.proj", $"{UNet}.2", isGated: true));
        string cache = _run.PathOf("cache");

        byte[] first = await BytesAsync("--ckpt", checkpoint, "--json", "--no-watermark");
        JsonObject[] events = [.. _run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
        byte[] alone = await BytesAsync("--ckpt", checkpoint, "--no-watermark", "--threads", "1");
        byte[] keeping = await BytesAsync("--ckpt", checkpoint, "--no-watermark", "--weight-cache", cache);
        byte[] written = await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(cache, "*.weights")), TestContext.Current.CancellationToken);
        byte[] kept = await BytesAsync("--ckpt", checkpoint, "--no-watermark", "--weight-cache", cache);

        string[] names = [.. events.Select(told => (string)told["event"]!)];
        Assert.Equal(["float32", "warning", "step", "float32", "step", "image"], names.SkipWhile(name => name != "start").Skip(1).Take(6));
        JsonObject second = events.Last(told => (string)told["event"]! == "float32");
        Assert.Equal($$"""{"event":"float32","iteration":0,"batch":0,"pictures":[0],"stage":"step","step":2,"layers":["{{UNet}}.2"]}""", second.ToJsonString());
        Assert.Equal($$"""[{"stage":"step","steps":[1,2],"layers":["{{UNet}}.2"]}]""", events.Single(told => (string)told["event"]! == "image")["float32Layers"]!.ToJsonString());
        Assert.Equal(first, alone);
        Assert.Equal(first, keeping);
        Assert.Equal(first, kept);
        Assert.Equal(written, await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(cache, "*.weights")), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Averaged_weights_are_computed_again_with_averaged_weights()
    {
        string averaged = $"model_ema.{UNet["model.".Length..]}".Replace(".", "", StringComparison.Ordinal).Replace("model_ema", "model_ema.", StringComparison.Ordinal);
        Dictionary<string, Action<float[], Tensors.Memory.HostTensor>> changes = PlantedOverflow.Between($"{UNet}.0.proj", $"{UNet}.2", isGated: true)
            .ToDictionary(change => averaged + change.Key[UNet.Length..].Replace(".", "", StringComparison.Ordinal), change => change.Value);
        string checkpoint = _run.PathOf("ema.ckpt");
        PlantedOverflow.Write(checkpoint, Goldens.Path("micro-sd", "model-ema.ckpt"), changes);

        PngPicture exact = await PaintAsync("avx2", ["--ckpt", checkpoint, "--ema", "--precision", "full"]);
        PngPicture redone = await PaintAsync("avx2", ["--ckpt", checkpoint, "--ema"]);

        Assert.NotNull(RecordOf(redone)["float32Layers"]);
        AssertNear(exact, redone, Tolerances.AutocastLevels);
    }

    [Fact]
    public async Task A_folder_of_diffusers_is_read_again_under_the_names_of_the_original()
    {
        string folder = _run.PathOf("diffusers");
        string original = Goldens.Path("micro-sd", "diffusers");
        foreach (string file in Directory.GetFiles(original, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(original, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        string own = Text["cond_stage_model.transformer.".Length..];
        PlantedOverflow.WriteSafetensors(Path.Combine(folder, "text_encoder/model.safetensors"), Path.Combine(original, "text_encoder/model.safetensors"), PlantedOverflow.Between($"{own}.fc1", $"{own}.fc2"));

        PngPicture exact = await PaintAsync("avx2", ["--ckpt", folder, "--precision", "full"]);
        PngPicture redone = await PaintAsync("avx2", ["--ckpt", folder]);

        Assert.Equal($$"""[{"stage":"prompt","layers":["{{Text}}.fc2"]}]""", RecordOf(redone)["float32Layers"]!.ToJsonString());
        AssertNear(exact, redone, Tolerances.AutocastLevels);
    }

    [Fact]
    public void The_picture_that_a_run_begins_with_is_read_again_and_all_pictures_of_the_run_say_so()
    {
        string checkpoint = WriteMicro(PlantedOverflow.Between($"{Encoder}.block.1.conv2", $"{Encoder}.downsample.conv"));
        ImageRequest request = new()
        {
            Batches = [["a"]],
            Iterations = 2,
            Width = 72,
            Height = 64,
            Steps = 2,
            Initial = new InitialPicture(new Image(72, 64, [.. Enumerable.Range(0, 72 * 64 * 3).Select(i => (byte)(i * 7))])) { Strength = 0.5 },
        };

        (ImageUpdate[] exact, _) = Paint(checkpoint, request, Precision.Full);
        (ImageUpdate[] redone, LayerRedoneUpdate[] told) = Paint(checkpoint, request, Precision.Autocast);

        Assert.Equal((RunStage.InitialPicture, $"{Encoder}.downsample.conv"), (Assert.Single(told).Redone.Stage, Assert.Single(told[0].Redone.Layers)));
        Assert.All(redone, picture => Assert.Equal(told[0].Redone.Layers, Assert.Single(picture.Redone).Layers));
        Assert.All(exact, picture => Assert.Empty(picture.Redone));
        double difference = exact[1].Unit.Zip(redone[1].Unit, (x, y) => Math.Abs(x - y)).Average() * 127.5;
        Assert.True(difference <= Tolerances.AutocastLevels, $"autocast differs by {difference:G3} levels on average");
    }

    [Theory]
    [InlineData(true, "cannot be read again")]
    [InlineData(false, "it has changed since the run began")]
    public void A_checkpoint_that_is_gone_or_another_one_by_then_ends_the_run_with_what_to_do(bool isGone, string said)
    {
        string checkpoint = WriteMicro(PlantedOverflow.Between($"{UNet}.0.proj", $"{UNet}.2", isGated: true));
        using Pipeline pipeline = Open(checkpoint, Precision.Autocast);
        File.Delete(checkpoint);
        if (!isGone)
        {
            File.Copy(Goldens.Path("micro-sd", "model.ckpt"), checkpoint);
        }

        GenerationException error = Assert.Throws<GenerationException>(() => pipeline.Run(new ImageRequest { Batches = [["a"]], Width = 72, Height = 64, Steps = 2 }, TestContext.Current.CancellationToken).Last());

        Assert.Contains($"{UNet}.2.weight", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("Put it back, or use --precision full.", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();

    internal static (string Before, string Layer, string Stage) Named(string part) => part switch
    {
        "text" => ($"{Text}.fc1", $"{Text}.fc2", "prompt"),
        "unet" => ($"{UNet}.0.proj", $"{UNet}.2", "step"),
        _ => ($"{Decoder}.block.2.conv2", $"{Decoder}.upsample.conv", "decoding"),
    };

    private static JsonObject RecordOf(PngPicture picture) => JsonNode.Parse(picture.Texts.Single(text => text.Keyword == "easel").Text)!.AsObject();

    private static void AssertNear(PngPicture exact, PngPicture redone, double levels)
    {
        double difference = exact.Image.Pixels.ToArray().Zip(redone.Image.Pixels.ToArray(), (x, y) => Math.Abs(x - y)).Average();
        TestContext.Current.SendDiagnosticMessage($"{difference:G3} levels on average");
        Assert.True(difference <= levels, $"differs by {difference:G3} levels on average, allowed {levels}");
    }

    private static (ImageUpdate[] Pictures, LayerRedoneUpdate[] Told) Paint(string checkpoint, ImageRequest request, Precision precision)
    {
        using Pipeline pipeline = Open(checkpoint, precision);
        RunUpdate[] updates = [.. pipeline.Run(request, TestContext.Current.CancellationToken)];
        return ([.. updates.OfType<ImageUpdate>()], [.. updates.OfType<LayerRedoneUpdate>()]);
    }

    internal static Pipeline Open(string checkpoint, Precision precision) => TargetPainter.Open(
        new PipelineOptions
        {
            Checkpoint = checkpoint,
            Config = Goldens.Path("micro-sd", "v1-micro-inference.yaml"),
            Vocabulary = Goldens.Path("bpe_simple_vocab_16e6.txt.gz"),
            Precision = precision,
            Threads = 2,
            ReadsPictures = true,
        },
        _ => { },
        "avx2");

    private string WriteMicro(Dictionary<string, Action<float[], Tensors.Memory.HostTensor>> changes)
    {
        string path = _run.PathOf("planted.ckpt");
        PlantedOverflow.Write(path, Goldens.Path("micro-sd", "model.ckpt"), changes);
        return path;
    }

    private async Task<PngPicture> PaintAsync(string target, string[] words)
    {
        _run.OpenPainter = (options, warn) => new TargetPainter(options, warn, target);
        int code = await _run.PaintAsync([.. EngineRun.Micro, .. words]);
        Assert.True(code == 0, _run.Error);
        return PngFile.Load(Newest());
    }

    private async Task<byte[]> BytesAsync(params string[] words)
    {
        await PaintAsync("avx2", words);
        return await File.ReadAllBytesAsync(Newest(), TestContext.Current.CancellationToken);
    }

    private string Newest() => Directory.GetFiles(Path.Combine(_run.Outdir, "samples")).Order(StringComparer.Ordinal).Last();
}
