using System.Globalization;
using System.Text.Json;
using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Imaging.Resampling;
using Easel.Tensors;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Runs of the OpenVINO program's <c>demo.py</c>, again: by the engine, before pictures are cut to 8 bits, and by the command.</summary>
public sealed class DemoParityTests
{
    private const string DefaultPrompt = "Street-art painting of Emilia Clarke in style of Banksy, photorealism";

    public static TheoryData<string> Runs => ["txt2img", "txt2img-default-steps", "wide", "img2img", "img2img-resize", "inpaint", "inpaint-resize"];

    [Theory, MemberData(nameof(Runs))]
    public void The_engine_decodes_what_the_original_decoded(string run)
    {
        string folder = Goldens.Path($"tiny-sd/openvino-demo/{run}");
        SafeTensors recording = Goldens.Open($"tiny-sd/openvino-demo/{run}/float.safetensors");
        ImageRequest request = RequestOf(folder);
        PipelineOptions options = new()
        {
            Checkpoint = Goldens.Path("tiny-sd/model.ckpt"),
            Config = Goldens.Path("tiny-sd/v1-tiny-inference.yaml"),
            Vocabulary = Goldens.Path("bpe_simple_vocab_16e6.txt.gz"),
            Precision = Precision.Full,
            Threads = 2,
            Planned = request,
            Schedule = NoiseSchedule.OfDiffusers(0.00085, 0.012, isScaled: true),
        };
        using var pipeline = Pipeline.Open(options);

        RunUpdate[] updates = [.. pipeline.Run(request, TestContext.Current.CancellationToken)];

        ImageUpdate picture = Assert.Single(updates.OfType<ImageUpdate>());
        Compare.Absolute(ReferenceModel.RecordedMap(recording, "decoded"), picture.Unit, Tolerances.EndToEnd, run);
        Assert.Equal(recording.Shape("t")[0], updates.OfType<StepUpdate>().Count());
    }

    [Theory, MemberData(nameof(Runs))]
    public async Task The_command_paints_what_the_original_painted(string run)
    {
        string recorded = Goldens.Path($"tiny-sd/openvino-demo/{run}");
        using EngineRun here = new();
        string folder = here.PathOf(".");
        foreach (string file in Directory.GetFiles(recorded, "*.png").Where(file => Path.GetFileName(file) != "output.png"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(recorded, "args.json")));
        string[] words = [.. json.RootElement.GetProperty("args").EnumerateArray().Select(word => word.GetString()!)];
        int height = 8 * json.RootElement.GetProperty("latent_height").GetInt32();
        int width = 8 * json.RootElement.GetProperty("latent_width").GetInt32();
        string[] line =
        [
            "demo", .. words, "--H", height.ToString(CultureInfo.InvariantCulture), "--W", width.ToString(CultureInfo.InvariantCulture), "--model", Goldens.Path("tiny-sd/model.ckpt"),
            "--config", Goldens.Path("tiny-sd/v1-tiny-inference.yaml"), "--tokenizer", Goldens.Path("bpe_simple_vocab_16e6.txt.gz"), "--precision", "full", "--quiet",
        ];

        // One of them as a process of its own, as users start it, with no file named for the picture.
        (int exitCode, string errors) = run == "inpaint" ? await EaselProcess.RunAsync(folder, line) : await here.RunInAsync(folder, [.. line, "--output", "output.png"]);

        Assert.True(exitCode == 0, $"{run}: exit code {exitCode}: {errors}");
        Compare.Pictures(run, PngFile.Load(Path.Combine(recorded, "output.png")).Image, PngFile.Load(Path.Combine(folder, "output.png")).Image);
    }

    private static ImageRequest RequestOf(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "args.json")));
        string[] words = [.. json.RootElement.GetProperty("args").EnumerateArray().Select(word => word.GetString()!)];
        int width = 8 * json.RootElement.GetProperty("latent_width").GetInt32();
        int height = 8 * json.RootElement.GetProperty("latent_height").GetInt32();
        string? picture = Value("--init-image");
        string? mask = Value("--mask");
        return new ImageRequest
        {
            Batches = [[Value("--prompt") ?? DefaultPrompt]],
            Sampler = picture is null ? SamplerKind.DemoLms : SamplerKind.DemoPndm,
            Steps = Number("--num-inference-steps", 32),
            Width = width,
            Height = height,
            Seed = (ulong)Number("--seed", 0),
            Noise = NoiseKind.Numpy,
            Initial = picture is null ? null : new InitialPicture(OpenCvResize.Lanczos4(PngFile.Load(Path.Combine(folder, picture)).Image, width, height))
            {
                Strength = double.Parse(Value("--strength")!, CultureInfo.InvariantCulture),
                Mask = mask is null ? null : OpenCvResize.Nearest(PictureFile.ReadGray(Path.Combine(folder, mask)), width, height),
                Blending = MaskBlending.AsDemo,
            },
        };

        string? Value(string option) => Array.IndexOf(words, option) is >= 0 and int at ? words[at + 1] : null;

        int Number(string option, int @default) => Value(option) is string text ? int.Parse(text, CultureInfo.InvariantCulture) : @default;
    }
}
