using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Imaging.Resampling;
using Easel.Models;
using Easel.Tensors;
using Easel.Tests.Pipelines;

namespace Easel.Tests.Cli;

public sealed class DemoTests : IDisposable
{
    private readonly CommandRun _run = new() { DrawBelow = most => most - 1 };

    private string Output => _run.PathOf("output.png");

    private ImageRequest Request => _run.Painter!.Request!;

    [Fact]
    public async Task Without_options_the_engine_is_asked_for_the_originals_defaults()
    {
        await PaintedAsync();

        Assert.Equal([["Street-art painting of Emilia Clarke in style of Banksy, photorealism"]], Request.Batches);
        Assert.Equal(
            (SamplerKind.DemoLms, 32, 7.5, 512, 512, NoiseKind.Numpy, PromptSyntax.Literal, null),
            (Request.Sampler, Request.Steps, Request.GuidanceScale, Request.Width, Request.Height, Request.Noise, Request.Syntax, Request.Initial));
        Assert.Equal((DeviceChoice.Cpu, Precision.Autocast), (_run.Opened!.Device, _run.Opened.Precision));
        Assert.Equal(NoiseSchedule.OfDiffusers(0.00085, 0.012, isScaled: true).Alphas.ToArray(), _run.Opened.Schedule!.Alphas.ToArray());
    }

    [Fact]
    public async Task A_seed_that_is_not_given_is_drawn_up_to_2_to_the_30_told_and_noted()
    {
        await PaintedAsync();

        Assert.Equal(1UL << 30, Request.Seed);
        Assert.Contains("\nSeed 1073741824\n", _run.Output);
        Assert.Equal("1073741824", Text("stable_diffusion_seed"));
    }

    [Fact]
    public async Task The_picture_tells_the_original_s_arguments_without_folders()
    {
        await PaintedAsync("--seed", "5", "--guidance-scale", "8", "--prompt", "Café", "--H", "64", "--W", "64");

        string[] told = [.. PngFile.Load(Output).Texts.Where(text => text.Keyword.StartsWith("stable_diffusion_", StringComparison.Ordinal)).Select(text => $"{text.Keyword[17..]}={text.Text}")];
        Assert.Equal(
            [
                "model=model.ckpt", "seed=5", "beta_start=0.00085", "beta_end=0.012", "beta_schedule=scaled_linear", "num_inference_steps=32", "guidance_scale=8.0", "eta=0.0",
                "tokenizer=openai/clip-vit-large-patch14", "prompt=Café", "strength=0.5", "output=output.png",
            ],
            told);
        Assert.StartsWith("Café\nSteps: 32, Sampler: LMS, CFG scale: 8, Seed: 5, Size: 64x64, ", Text("parameters"));
        Assert.Contains("\"sampler\":\"demoLms\"", Text("easel"));
    }

    [Fact]
    public async Task A_file_of_the_output_s_name_gives_way()
    {
        File.WriteAllText(Output, "old");

        await PaintedAsync("--seed", "5", "--H", "16", "--W", "24");

        Image image = PngFile.Load(Output).Image;
        Assert.Equal((24, 16), (image.Width, image.Height));
        Assert.Equal([Path.GetFileName(Output)], Directory.GetFiles(Path.GetDirectoryName(Output)!, "output*").Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_picture_and_its_mask_are_scaled_as_OpenCV_does_and_painted_with_pndm()
    {
        Image picture = FewPictures.Write(_run.PathOf("a.png"), 50, 70);
        FewPictures.WriteMask(_run.PathOf("m.png"), 40, 30);

        await PaintedAsync("--init-image", _run.PathOf("a.png"), "--mask", _run.PathOf("m.png"), "--strength", "0.8", "--H", "64", "--W", "64");

        Assert.Equal((SamplerKind.DemoPndm, 0.8, MaskBlending.AsDemo), (Request.Sampler, Request.Initial!.Strength, Request.Initial.Blending));
        Assert.Equal(OpenCvResize.Lanczos4(picture, 64, 64).Pixels.ToArray(), Request.Initial.Picture.Pixels.ToArray());
        Assert.Equal(Enumerable.Range(0, 64).Select(x => (byte)(x < 32 ? 0 : 255)), Request.Initial.Mask!.Pixels[..64].ToArray());
        Assert.Equal(("a.png", "m.png"), (Text("stable_diffusion_init_image"), Text("stable_diffusion_mask")));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0.5")]
    [InlineData("-3")]
    public async Task Guidance_of_one_or_less_is_none(string scale)
    {
        await PaintedAsync("--guidance-scale", scale);

        Assert.Equal(1, Request.GuidanceScale);
    }

    [Fact]
    public async Task Betas_reach_the_engine()
    {
        await PaintedAsync("--beta-start", "0.001", "--beta-end", "0.02", "--beta-schedule", "linear");

        Assert.Equal(NoiseSchedule.OfDiffusers(0.001, 0.02, isScaled: false).Alphas.ToArray(), _run.Opened!.Schedule!.Alphas.ToArray());
    }

    [Fact]
    public async Task The_cosine_schedule_reaches_the_engine()
    {
        await PaintedAsync("--beta-schedule", "squaredcos_cap_v2");

        Assert.Equal(NoiseSchedule.SquaredCosine().Alphas.ToArray(), _run.Opened!.Schedule!.Alphas.ToArray());
    }

    [Fact]
    public async Task The_original_s_names_of_model_and_tokenizer_stand_for_what_is_usual()
    {
        _run.PocketFolder = PocketModel.Folder;

        int code = await _run.RunAsync("demo", "--model", "bes-dev/stable-diffusion-v1-4-openvino", "--tokenizer", "openai/clip-vit-large-patch14", "--output", Output);

        Assert.True(code == 0, _run.Error);
        ModelDefaults own = PocketModel.Find()!.Defaults;
        Assert.Equal((PocketModel.Find()!.Options.Checkpoint, own.Width, own.Height), (_run.Opened!.Checkpoint, Request.Width, Request.Height));
        Assert.Equal("pocket", Text("stable_diffusion_model"));
    }

    [Fact]
    public async Task A_tokenizer_is_a_vocabulary()
    {
        File.WriteAllText(_run.PathOf("merges.txt"), "");

        await PaintedAsync("--tokenizer", _run.PathOf("merges.txt"));

        Assert.Equal(_run.PathOf("merges.txt"), _run.Opened!.Vocabulary);
        Assert.Equal("merges.txt", Text("stable_diffusion_tokenizer"));
    }

    [Theory]
    [InlineData("CPU", "cpu")]
    [InlineData("GPU", "cuda:0")]
    [InlineData("GPU.1", "cuda:1")]
    [InlineData("gpu.0", "cuda:0")]
    [InlineData("AUTO", "auto")]
    [InlineData("AUTO:GPU,CPU", "auto")]
    [InlineData("AUTO:CPU", "cpu")]
    [InlineData("cpu", "cpu")]
    [InlineData("cuda", "cuda:0")]
    [InlineData("cuda:2", "cuda:2")]
    public async Task Devices_are_known_under_OpenVINO_s_names(string name, string device)
    {
        await PaintedAsync("--device", name);

        Assert.Equal(device, _run.Opened!.Device.ToString());
    }

    [Theory]
    [InlineData("list")]
    [InlineData("HELP")]
    public async Task The_devices_are_listed_when_asked_for(string question)
    {
        _run.Cards = () => FakeCards.Survey(FakeCards.Card(0, "NVIDIA A100", (8, 0), gibibytes: 40), FakeCards.Card(1, "NVIDIA GeForce GTX 1080", (6, 1), gibibytes: 8));

        int code = await _run.RunAsync("demo", "--device", question);

        Assert.Equal((0, null), (code, _run.Painter));
        string[] lines = _run.Output.Split('\n');
        Assert.Equal("Devices of this machine:", lines[0]);
        Assert.StartsWith("  CPU     ", lines[1]);
        Assert.Equal("  GPU     cuda:0 (NVIDIA A100)", lines[2]);
        Assert.StartsWith("  GPU.1   cuda:1 (NVIDIA GeForce GTX 1080), which cannot be used: ", lines[3]);
        Assert.StartsWith("  AUTO    ", lines[4]);
    }

    [Theory]
    [InlineData("--device", "MYRIAD", "there is no device 'MYRIAD'. There are\n  CPU     ")]
    [InlineData("--strength", "1.5", "'1.5' is out of range; 0")]
    [InlineData("--strength", "nan", "'nan' is out of range; 0")]
    [InlineData("--beta-end", "1", "above 0 and below 1")]
    [InlineData("--beta-start", "0.9", "float32 cannot count it")]
    [InlineData("--beta-schedule", "squaredcos", "choose from 'scaled_linear', 'linear', 'squaredcos_cap_v2'")]
    [InlineData("--seed", "-1", "0 to 4294967295")]
    [InlineData("--num-inference-steps", "0", "1 to 1000")]
    [InlineData("--output", "x.jpg", "name a file 'x.png'")]
    [InlineData("--output", "", "expected the name of a file")]
    [InlineData("--mask", "m.png", "name it: --init-image FILE")]
    [InlineData("--H", "65", "the nearest are 64 and 72")]
    [InlineData("--tokenizer", "", "no file is given")]
    public async Task A_command_line_that_cannot_be_is_refused(string option, string value, string said)
    {
        int code = await RunAsync(option == "--beta-start" ? [option, value, "--beta-end", "0.9"] : [option, value]);

        Assert.Equal(2, code);
        Assert.StartsWith("easel demo: error: argument", _run.Error);
        Assert.Contains(said, _run.Error);
    }

    [Theory]
    [InlineData("--tokenizer", "openai/other", "argument --tokenizer: there is no file or folder openai/other")]
    [InlineData("--init-image", "missing.png", "missing.png: there is no such file")]
    [InlineData("--params-from", "missing.png", "argument --params-from: missing.png: there is no such file")]
    [InlineData("--output", "{folder}", "is a folder")]
    [InlineData("--model", "{openvino}", "OpenVINO's own form")]
    public async Task A_file_that_cannot_be_used_is_named(string option, string value, string said)
    {
        Directory.CreateDirectory(_run.PathOf("folder.png"));
        Directory.CreateDirectory(_run.PathOf("openvino"));
        File.WriteAllText(Path.Combine(_run.PathOf("openvino"), "unet.xml"), "");
        value = value switch { "{folder}" => _run.PathOf("folder.png"), "{openvino}" => _run.PathOf("openvino"), _ => value };

        int code = await RunAsync(option, value);

        Assert.Equal(1, code);
        Assert.Contains(said, _run.Error);
        Assert.Null(_run.Painter);
    }

    [Fact]
    public async Task Help_tells_of_the_devices_and_that_eta_does_nothing()
    {
        int code = await _run.RunAsync("demo", "--help");

        Assert.Equal(0, code);
        string help = string.Join(' ', _run.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("inference device [CPU, AUTO]", help);
        Assert.Contains("--eta ETA changes nothing", help);
        Assert.Contains("(default: 32)", help);
    }

    public void Dispose() => _run.Dispose();

    private Task<int> RunAsync(params string[] words) => _run.RunAsync(["demo", "--model", _run.Checkpoint, "--output", Output, .. words]);

    private async Task PaintedAsync(params string[] words)
    {
        int code = await RunAsync(words);
        Assert.True(code == 0, _run.Error);
    }

    private string Text(string keyword) => PngFile.Load(Output).Texts.Single(text => text.Keyword == keyword).Text;
}
