using System.Text.Json;
using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Imaging.Png;

namespace Easel.Tests.Cli;

public sealed class PaintTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task A_prompt_alone_is_painted_as_Stable_Diffusion_v1_does_it_well_today()
    {
        _run.DrawBelow = most => most - 1;

        int code = await _run.RunAsync("paint", "a (red:1.2) fox", "--ckpt", _run.Checkpoint, "--out", _run.Outdir);

        Assert.True(code == 0, _run.Error);
        ImageRequest request = _run.Painter!.Request!;
        Assert.Equal([["a (red:1.2) fox"]], request.Batches);
        Assert.Equal(
            (SamplerKind.DpmPlusPlus2M, ScheduleKind.Karras, 20, 7.5, null, 512, 512, 1),
            (request.Sampler, request.Schedule, request.Steps, request.GuidanceScale, request.Eta, request.Width, request.Height, request.Iterations));
        Assert.Equal((PromptSyntax.Weighted, "", 4294967295UL, true, NoiseKind.Torch, null), (request.Syntax, request.NegativePrompt, request.Seed, request.HasSeedPerIteration, request.Noise, request.Initial));
        Assert.Contains("\nSeed 4294967295\n", _run.Output);
        Assert.Equal(["00000-4294967295.png"], _run.Files());
        Assert.EndsWith("1 picture in 0:00\n", _run.Output);
    }

    [Fact]
    public async Task Options_reach_the_engine()
    {
        int code = await PaintAsync(
            "a fox", "--negative", "blur", "--sampler", "euler A", "--schedule", "sgm_uniform", "--steps", "7", "--size", "24x16", "--count", "3", "--seed", "5", "--scale", "4", "--eta", "0.5", "--syntax", "literal",
            "--noise", "numpy", "--fast", "2", "--precision", "full", "--threads", "3");

        Assert.True(code == 0, _run.Error);
        ImageRequest request = _run.Painter!.Request!;
        Assert.Equal(
            (SamplerKind.EulerAncestral, ScheduleKind.SgmUniform, 7, 4.0, (double?)0.5, 24, 16, 3, 5UL),
            (request.Sampler, request.Schedule, request.Steps, request.GuidanceScale, request.Eta, request.Width, request.Height, request.Iterations, request.Seed));
        Assert.Equal((PromptSyntax.Literal, "blur", NoiseKind.Numpy, 1), (request.Syntax, request.NegativePrompt, request.Noise, request.NoiseBatch));
        Assert.Equal((Tensors.Precision.Full, 3), (_run.Opened!.Precision, _run.Opened.Threads));
        Assert.NotEqual(Easel.Diffusion.Approximations.ApproximationChoice.None, request.Approximations);
    }

    [Theory]
    [InlineData("DPM++ 2M Karras", SamplerKind.DpmPlusPlus2M, ScheduleKind.Karras)]
    [InlineData("dpm++ 2m", SamplerKind.DpmPlusPlus2M, ScheduleKind.Karras)]
    [InlineData("dpm++_3m-sde exponential", SamplerKind.DpmPlusPlus3MSde, ScheduleKind.Exponential)]
    [InlineData("Heun", SamplerKind.Heun, ScheduleKind.Normal)]
    [InlineData("DPMSolverMultistepScheduler", SamplerKind.DpmPlusPlus2M, ScheduleKind.Karras)]
    [InlineData("plms", SamplerKind.Plms, ScheduleKind.Automatic)]
    public async Task A_samplers_name_may_tell_its_schedule_else_it_has_its_usual_one(string name, SamplerKind sampler, ScheduleKind schedule)
    {
        Assert.Equal(0, await PaintAsync("a fox", "--sampler", name));

        Assert.Equal((sampler, schedule), (_run.Painter!.Request!.Sampler, _run.Painter.Request.Schedule));
    }

    [Fact]
    public async Task Each_picture_is_named_after_its_seed_which_alone_paints_it_again()
    {
        await PaintAsync("a fox", "--negative", "blur, noise", "--count", "2", "--seed", "9", "--schedule", "karras", "--syntax", "weighted");

        Assert.Equal(["00000-9.png", "00001-10.png"], _run.Files());
        Assert.Equal(
            "a fox\nNegative prompt: blur, noise\nSteps: 3, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, Seed: 10, Size: 8x16, Model hash: 9a129038d9, Model: model, RNG: CPU, Version: Easel 0.1.0",
            Text("00001-10.png", "parameters"));
        JsonElement record = JsonDocument.Parse(Text("00001-10.png", "easel")).RootElement;
        JsonElement request = record.GetProperty("request");
        Assert.Equal((2, 0, 0, 0), (record.GetProperty("format").GetInt32(), record.GetProperty("iteration").GetInt32(), record.GetProperty("batch").GetInt32(), record.GetProperty("index").GetInt32()));
        Assert.Equal(
            ("blur, noise", "weighted", "karras", 10, 1, 1),
            (request.GetProperty("negativePrompt").GetString(), request.GetProperty("syntax").GetString(), request.GetProperty("schedule").GetString(),
            request.GetProperty("seed").GetInt32(), request.GetProperty("iterations").GetInt32(), request.GetProperty("noiseBatch").GetInt32()));
        Assert.False(record.TryGetProperty("seed", out _));
        Assert.False(request.TryGetProperty("seedPerIteration", out _));
        Assert.Contains("\nSeeds 9 to 10\n", _run.Output);
    }

    [Fact]
    public async Task A_folders_numbers_go_on_whatever_the_seeds()
    {
        await PaintAsync("a fox", "--seed", "9");
        File.WriteAllText(Path.Combine(_run.Outdir, "00041-1.png"), "precious");
        File.WriteAllText(Path.Combine(_run.Outdir, "1234567.txt"), "no number of ours");

        await PaintAsync("a fox", "--seed", "8");

        Assert.Equal(["00000-9.png", "00041-1.png", "00042-8.png", "1234567.txt"], _run.Files());
    }

    [Theory]
    [InlineData("fox.png", "1", "fox.png")]
    [InlineData("deep/er/fox.PNG", "1", "deep/er/fox.PNG")]
    [InlineData("fox-{seed}.png", "2", "fox-3.png", "fox-4.png")]
    [InlineData("{number}/fox.png", "10", "01/fox.png", "02/fox.png", "03/fox.png", "04/fox.png", "05/fox.png", "06/fox.png", "07/fox.png", "08/fox.png", "09/fox.png", "10/fox.png")]
    [InlineData("v1.5", "1", "v1.5/00000-3.png")]
    public async Task Files_go_where_they_are_told_to(string place, string count, params string[] files)
    {
        int code = await PaintAsync("a fox", "--seed", "3", "--count", count, "--out", Path.Combine(_run.Outdir, place));

        Assert.True(code == 0, _run.Error);
        Assert.Equal(files, _run.Files());
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_overwritten_and_said_before_the_model_is_opened()
    {
        Directory.CreateDirectory(_run.Outdir);
        string path = Path.Combine(_run.Outdir, "fox-4.png");
        File.WriteAllText(path, "precious");

        int code = await PaintAsync("a fox", "--seed", "3", "--count", "2", "--out", Path.Combine(_run.Outdir, "fox-{seed}.png"));

        Assert.Equal(1, code);
        Assert.Equal($"easel paint: error: {path} exists already and is not overwritten. Choose another name: --out PLACE\n", _run.Error);
        Assert.Equal("precious", File.ReadAllText(path));
        Assert.Null(_run.Opened);
    }

    [Fact]
    public async Task Json_tells_each_pictures_seed_and_what_is_unusual()
    {
        await PaintAsync("a fox", "--seed", "3", "--count", "2", "--negative", "blur", "--json");

        JsonElement[] events = [.. _run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement start = events.Single(e => e.GetProperty("event").GetString() == "start");
        Assert.Equal(("blur", "karras", "dpmPlusPlus2M"), (start.GetProperty("negativePrompt").GetString(), start.GetProperty("schedule").GetString(), start.GetProperty("sampler").GetString()));
        Assert.Equal([3, 4], events.Where(e => e.GetProperty("event").GetString() == "image").Select(e => e.GetProperty("seed").GetInt32()));
    }

    [Theory]
    [InlineData("there is no prompt; say what to paint: easel paint \"a red fox\"")]
    [InlineData("one prompt is wanted, but there are 3: 'a' 'red' 'fox'. Put a prompt of several words between quotes: easel paint \"a red fox\"", "a", "red", "fox")]
    [InlineData("one prompt is wanted, but there are 2: 'fox' 'hen'", "fox", "--prompt", "hen")]
    [InlineData("unrecognized arguments: '--nonsense'", "fox", "--nonsense")]
    [InlineData("argument --sampler: there is no sampler 'Eular'. Did you mean 'euler'? There are ddim, plms, dpm_solver", "fox", "--sampler", "Eular")]
    [InlineData("argument --sampler: there is no sampler 'zzzzzzzzz'. There are ddim", "fox", "--sampler", "zzzzzzzzz")]
    [InlineData("argument --sampler: 'DPM adaptive' is a sampler that other programs have and Easel does not; it has ddim", "fox", "--sampler", "DPM adaptive")]
    [InlineData("argument --schedule: there is no schedule 'karas'. Did you mean 'karras'?", "fox", "--schedule", "karas")]
    [InlineData("argument --schedule: 'kl_optimal' is a schedule that other programs have and Easel does not; it has automatic", "fox", "--schedule", "kl_optimal")]
    [InlineData("argument --sampler: DDIM has a schedule of its own and cannot have Beta", "fox", "--sampler", "ddim", "--schedule", "beta")]
    [InlineData("argument --sampler: PLMS has a schedule of its own and cannot have Karras", "fox", "--sampler", "PLMS Karras")]
    [InlineData("argument --sampler: DPM-Solver cannot make 1 steps; it can make 2 to 1000", "fox", "--sampler", "dpm-solver", "--steps", "1")]
    [InlineData("argument --steps: '0' is out of range; 1 to 1000", "fox", "--steps", "0")]
    [InlineData("argument --size: invalid size: '768x'; wanted is WIDTHxHEIGHT in pixels, such as 768x512", "fox", "--size", "768x")]
    [InlineData("argument --size: height 500 is not a multiple of 8; the nearest are 496 and 504", "fox", "--size", "768x500")]
    [InlineData("argument --size: width '0' is out of range; 1 to 8192", "fox", "--size", "0x8")]
    [InlineData("argument --count: '0' is out of range; 1 to 100000", "fox", "--count", "0")]
    [InlineData("argument --seed: '-2' is out of range; -1 to 4294967295", "fox", "--seed", "-2")]
    [InlineData("argument --seed: each of 3 pictures has a seed, one more than the one before; 4294967293 is the most that the first can have, not 4294967294", "fox", "--seed", "4294967294", "--count", "3")]
    [InlineData("argument --sampler: Eta is -1; it is 0 or more", "fox", "--eta", "-1")]
    [InlineData("argument --sampler: PLMS adds no fresh noise: eta must be 0, not 1", "fox", "--eta", "1", "--sampler", "plms")]
    [InlineData("argument --syntax: invalid choice: 'a1111' (choose from 'weighted', 'literal')", "fox", "--syntax", "a1111")]
    [InlineData("argument --strength: '1.5' is out of range; 0 to 1 can be given", "fox", "--strength", "1.5", "--init", "x.png")]
    [InlineData("argument --strength: is for a picture to begin with, but none is named; name it: --init FILE", "fox", "--strength", "0.5")]
    [InlineData("argument --mask: is for a picture to begin with, but none is named; name it: --init FILE", "fox", "--mask", "m.png")]
    [InlineData("argument --init: no file is given", "fox", "--init", "")]
    [InlineData("argument --out: expected the name of a file or folder", "fox", "--out", "")]
    [InlineData("argument --out: pictures are written as PNG; name a file 'fox.png', or a folder", "fox", "--out", "fox.jpg")]
    [InlineData("argument --out: 2 pictures cannot have one name; put {number} or {seed} into it: fox-{number}.png; or name a folder: fox/", "fox", "--out", "fox.png", "--count", "2")]
    [InlineData("argument --out: there is no '{sead}' to put into a name; {number} and {seed} can be", "fox", "--out", "fox-{sead}.png")]
    public async Task Wrong_words_end_with_code_2_before_anything_is_done(string message, params string[] words)
    {
        int code = await _run.RunAsync(["paint", "--ckpt", _run.Checkpoint, "--out", _run.Outdir, "--seed", "1", .. words]);

        Assert.Equal(2, code);
        Assert.StartsWith($"easel paint: error: {message}", _run.Error);
        Assert.EndsWith("Try 'easel paint --help'.\n", _run.Error);
        Assert.False(Directory.Exists(_run.Outdir));
        Assert.Null(_run.Opened);
    }

    [Fact]
    public async Task A_missing_checkpoint_is_explained_in_the_commands_own_words()
    {
        Assert.Equal(1, await PaintAsync("a fox", "--ckpt", _run.PathOf("none")));

        Assert.Contains("or say where it is: easel paint --ckpt FILE\n", _run.Error);
    }

    public void Dispose() => _run.Dispose();

    private Task<int> PaintAsync(params string[] words) => _run.RunAsync(["paint", "--ckpt", _run.Checkpoint, "--out", _run.Outdir, "--size", "8x16", "--steps", "3", "--seed", "1", .. words]);

    private string Text(string name, string keyword) => PngFile.Load(Path.Combine(_run.Outdir, name)).Texts.Single(text => text.Keyword == keyword).Text;
}
