using System.Text;
using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Imaging.Png;
using Easel.Tensors;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Layers that were computed again in float32 are told of alike by whole runs and by parts of them, and by pictures that are verified.</summary>
public sealed class RedonePositionTests : IDisposable
{
    private static readonly ImageRequest s_request = new() { Batches = [["a red fox", "a boat"]], Width = 72, Height = 64, Steps = 3, Iterations = 2, Eta = 0.5 };

    private readonly EngineRun _run = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData("text"), InlineData("unet"), InlineData("decoder")]
    public void Exactness_and_what_was_computed_again_survive_going_on_from_any_position(string part)
    {
        string checkpoint = WritePlanted(part);
        using Pipeline pipeline = RedoneLayerTests.Open(checkpoint, Precision.Autocast);
        RunUpdate[] whole = [.. pipeline.Run(s_request, new RunOptions { TellsPositions = true }, Cancel)];
        ImageUpdate[] pictures = [.. whole.OfType<ImageUpdate>()];
        using Pipeline other = RedoneLayerTests.Open(checkpoint, Precision.Autocast);

        Assert.All(pictures, picture => Assert.NotEmpty(picture.Redone));
        foreach (StepUpdate step in RunPositionTests.Chosen([.. whole.OfType<StepUpdate>()]))
        {
            RunPosition position = PositionFormat.Read(Bytes(step.Position!));
            Assert.Equal(Told(step.Position!), Told(position));
            ImageUpdate[] rest = [.. other.Run(s_request, new RunOptions { From = position }, Cancel).OfType<ImageUpdate>()];
            AssertSame(pictures[^rest.Length..], rest);
        }
    }

    [Theory, InlineData("text"), InlineData("unet"), InlineData("decoder")]
    public void Exactness_and_what_was_computed_again_survive_groups_and_pictures_alone(string part)
    {
        using Pipeline pipeline = RedoneLayerTests.Open(WritePlanted(part), Precision.Autocast);
        ImageUpdate[] pictures = [.. pipeline.Run(s_request, Cancel).OfType<ImageUpdate>()];

        AssertSame(pictures, [.. pipeline.Run(s_request, new RunOptions { PicturesAtOnce = 1 }, Cancel).OfType<ImageUpdate>()]);
        foreach (ImageUpdate picture in pictures)
        {
            RunOptions alone = new() { Only = new PictureOfRun(picture.Iteration, picture.Batch, picture.Index, picture.Begun) };
            AssertSame([picture], [.. pipeline.Run(s_request, alone, Cancel).OfType<ImageUpdate>()]);
        }
    }

    [Fact]
    public void What_is_damaged_of_it_is_no_position()
    {
        using Pipeline pipeline = RedoneLayerTests.Open(WritePlanted("unet"), Precision.Autocast);
        RunPosition position = pipeline.Run(s_request, new RunOptions { TellsPositions = true }, Cancel).OfType<StepUpdate>().First().Position!;
        byte[] bytes = Bytes(position);

        // What is there without it ends with the number of entries, 0.
        int place = Bytes(position with { Redone = [] }).Length - sizeof(int);
        Assert.NotEmpty(PositionFormat.Read(bytes).Redone);
        Assert.All(Enumerable.Range(place, bytes.Length - place), length => Assert.Throws<FormatException>(() => PositionFormat.Read(bytes.AsSpan(0, length))));

        // Entries, then of the first its picture, stage, step, layers, the length of a name.
        for (int field = 0; field < 6; field++)
        {
            foreach (int wrong in (ReadOnlySpan<int>)[-1, int.MinValue, int.MaxValue, .. field == 3 ? Array.Empty<int>() : [1 << 20]])
            {
                // Any step of 0 or more can be.
                if (field != 3 || wrong < 0)
                {
                    byte[] damaged = [.. bytes];
                    BitConverter.TryWriteBytes(damaged.AsSpan(place + (field * sizeof(int))), wrong);
                    Assert.Throws<FormatException>(() => PositionFormat.Read(damaged));
                }
            }
        }

        bytes[place + (6 * sizeof(int))] = 0xFF; // no UTF-8
        Assert.Throws<FormatException>(() => PositionFormat.Read(bytes));
    }

    [Theory, InlineData("text"), InlineData("unet"), InlineData("decoder")]
    public async Task Pictures_with_layers_in_float32_are_verified_to_the_byte(string part)
    {
        string checkpoint = WritePlanted(part);

        await AssertVerifiedAsync(checkpoint, record => Assert.NotEmpty(record["float32Layers"]!.AsArray()));
    }

    [Fact]
    public async Task Flat_pictures_are_verified_to_the_byte()
    {
        string checkpoint = _run.PathOf("flat.ckpt");
        PlantedOverflow.Write(checkpoint, Goldens.Path("micro-sd", "model.ckpt"), new Dictionary<string, Action<float[], Tensors.Memory.HostTensor>>
        {
            ["first_stage_model.decoder.conv_out.weight"] = (values, _) => values.AsSpan().Clear(),
        });

        await AssertVerifiedAsync(checkpoint, record => Assert.StartsWith("#", (string?)record["flat"], StringComparison.Ordinal));
    }

    public void Dispose() => _run.Dispose();

    private async Task AssertVerifiedAsync(string checkpoint, Action<JsonObject> look)
    {
        _run.OpenPainter = (options, warn) => new TargetPainter(options, warn, "avx2");
        Assert.True(await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", checkpoint, "--n_samples", "2"]) == 0, _run.Error);
        string[] files = Directory.GetFiles(Path.Combine(_run.Outdir, "samples"));
        Assert.All(files, file => look(JsonNode.Parse(PngFile.Load(file).Texts.Single(text => text.Keyword == "easel").Text)!.AsObject()));

        int code = await _run.RunAsync(["verify", .. files, .. VerifyTests.Model, "--ckpt", checkpoint]);

        Assert.True(code == 0, _run.Output + _run.Error);
        Assert.Contains("2 pictures: 2 identical\n", _run.Output, StringComparison.Ordinal);
    }

    private string WritePlanted(string part)
    {
        (string before, string layer, _) = RedoneLayerTests.Named(part);
        string path = _run.PathOf($"{part}.ckpt");
        PlantedOverflow.Write(path, Goldens.Path("micro-sd", "model.ckpt"), PlantedOverflow.Between(before, layer, isGated: part == "unet"));
        return path;
    }

    private static void AssertSame(ImageUpdate[] expected, ImageUpdate[] actual)
    {
        Assert.Equal(expected.Select(picture => (picture.Iteration, picture.Batch, picture.Index)), actual.Select(picture => (picture.Iteration, picture.Batch, picture.Index)));
        foreach ((ImageUpdate one, ImageUpdate other) in expected.Zip(actual))
        {
            Assert.Equal(Told(one.Redone), Told(other.Redone));
            Assert.Equal(one.Digests!.Latents, other.Digests!.Latents);
            Assert.Equal(one.Unit, other.Unit);
        }
    }

    private static string[] Told(RunPosition position) => [.. position.Redone.Select(entry => $"{entry.Picture} {Told([entry.Redone])}")];

    private static string Told(IEnumerable<RedoneLayers> redone) => string.Join("; ", redone.Select(entry => $"{entry.Stage} {entry.Step}: {string.Join(", ", entry.Layers)}"));

    private static byte[] Bytes(RunPosition position)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        PositionFormat.Write(writer, position);
        return stream.ToArray();
    }
}
