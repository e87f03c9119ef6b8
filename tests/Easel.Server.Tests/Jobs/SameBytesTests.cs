using Easel.Cli;
using Easel.Diffusion;
using Easel.Diffusion.Samplers;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Imaging.Resampling;
using Easel.Server.Gallery;
using Easel.Server.Jobs;
using Easel.Tests;

namespace Easel.Server.Tests.Jobs;

/// <summary>Pocket, painted by the engine: a job's files are those of <c>easel paint</c>, with the texts inside.</summary>
public sealed class SameBytesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_picture_of_a_job_is_byte_for_byte_what_easel_paint_writes_for_its_seed()
    {
        await using TestServer server = await TestServer.StartAsync(_folder);
        Job job = await server.FinishAsync(server.Jobs.Submit(Ask(new ImageRequest { Batches = [["a red circle"]], Iterations = 3, Seed = 41 })));
        Assert.True(job.State == JobState.Done, job.Error);

        await PaintAsync("a red circle", "--seed", "42", "--out", "alone.png");
        await PaintAsync("a red circle", "--seed", "41", "--count", "3", "--out", "{seed}.png");

        byte[][] files = FilesOf(server, job);
        Assert.Equal(3, files.Length);
        Assert.Equal(Read("alone.png"), files[1]);
        Assert.Equal([Read("41.png"), Read("42.png"), Read("43.png")], files);
    }

    [Fact]
    public async Task So_is_a_picture_that_is_painted_from_another_with_a_mask()
    {
        byte[] pixels = [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)((i * 7) + (i / 300)))];
        byte[] white = [.. Enumerable.Range(0, 64 * 64).Select(i => (byte)(i % 64 > 32 ? 255 : 0))];
        Image picture = new(64, 64, pixels);
        await File.WriteAllBytesAsync(_folder.PathOf("init.png"), PngFile.Encode(picture), Cancel);
        await File.WriteAllBytesAsync(_folder.PathOf("mask.png"), PngFile.Encode(new Image(64, 64, [.. white.SelectMany(value => new[] { value, value, value })])), Cancel);
        ImageRequest request = new()
        {
            Batches = [["a blue square"]],
            NegativePrompt = "grey",
            Seed = 5,
            Initial = new(PillowResize.Resize(picture, 64, 64, PillowFilter.Lanczos)) { Strength = 0.6, Mask = new GrayImage(64, 64, white) },
        };
        await using TestServer server = await TestServer.StartAsync(_folder);
        Job job = await server.FinishAsync(server.Jobs.Submit(Ask(request)));
        Assert.True(job.State == JobState.Done, job.Error);

        await PaintAsync("a blue square", "--negative", "grey", "--seed", "5", "--init", "init.png", "--mask", "mask.png", "--strength", "0.6", "--out", "masked.png");

        Assert.Equal([Read("masked.png")], FilesOf(server, job));
    }

    [Fact]
    public async Task While_a_picture_is_painted_it_is_shown_after_each_step_and_decoded_when_somebody_asks()
    {
        await using TestServer server = await TestServer.StartAsync(_folder);
        Job job = server.Jobs.Submit(Ask(new ImageRequest { Batches = [["a red circle"]], Seed = 3, Steps = 40 }));
        Image? decoded = null;
        List<int> previews = [];
        await foreach (JobEvent happened in server.Jobs.FollowAsync(job.Id, 0, Cancel))
        {
            if (happened is JobStepped { Progress: JobProgress progress } && decoded is null)
            {
                previews.Add(progress.Preview);
                Image? preview = server.Jobs.PreviewOf(job.Id);
                Assert.True(preview is { Width: 8 or 16, Height: 8 or 16 });
                decoded = await server.Jobs.DecodeAsync(job.Id, Cancel);
            }
        }

        Assert.Equal((64, 64), (decoded?.Width, decoded?.Height));
        Assert.All(previews, number => Assert.True(number > 0));
        Assert.Null(server.Jobs.PreviewOf(job.Id));
        Assert.Null(await server.Jobs.DecodeAsync(job.Id, Cancel));
    }

    [Fact]
    public async Task A_paused_job_goes_on_at_its_step_and_its_picture_is_the_same()
    {
        ImageRequest request = new() { Batches = [["a green tree"]], Seed = 9, Steps = 60 };
        await using TestServer server = await TestServer.StartAsync(_folder);
        Job whole = await server.FinishAsync(server.Jobs.Submit(Ask(request)));

        Job job = server.Jobs.Submit(Ask(request));
        List<int> steps = [];
        await foreach (JobEvent happened in server.Jobs.FollowAsync(job.Id, 0, Cancel))
        {
            switch (happened)
            {
                case JobStepped { Progress.Step: int step }:
                    steps.Add(step);
                    if (steps is [>= 3] or [.., < 3, >= 3])
                    {
                        server.Jobs.Pause(job.Id);
                    }

                    break;
                case JobChanged { Now.State: JobState.Paused }:
                    Assert.Null(server.Jobs.ProgressOf(job.Id));
                    server.Jobs.Resume(job.Id);
                    break;
            }
        }

        Job done = server.Jobs.Find(job.Id)!;
        Assert.Equal((JobState.Done, 2), (done.State, done.Attempts));
        Assert.Equal(steps.Distinct().Order(), steps);
        Assert.Equal(FilesOf(server, whole), FilesOf(server, job));
    }

    public void Dispose() => _folder.Dispose();

    private static JobRequest Ask(ImageRequest request) => new()
    {
        Request = request with
        {
            HasSeedPerIteration = true,
            NoiseBatch = 1,
            Syntax = PromptSyntax.Weighted,
            Sampler = SamplerKind.DpmPlusPlus2M,
            Schedule = SamplerNames.UsualSchedule(SamplerKind.DpmPlusPlus2M),
            Steps = request.Steps == 50 ? 6 : request.Steps,
            GuidanceScale = 5,
            Width = 64,
            Height = 64,
        },
    };

    private async Task PaintAsync(params string[] words)
    {
        using StringWriter said = new();
        string[] places = [.. words.Select(word => word.EndsWith(".png", StringComparison.Ordinal) ? _folder.PathOf(word) : word)];
        int code = await CommandLine.Full.RunAsync(
            ["paint", .. places, "--ckpt", "pocket", "--size", "64x64", "--sampler", "dpmpp_2m", "--steps", "6", "--scale", "5", "--threads", "1", "--no-watermark"],
            new Surroundings { Output = said, Error = said, CacheFolder = name => _folder.PathOf($"cache/{name}"), Cancel = Cancel });
        Assert.True(code == 0, said.ToString());
    }

    private byte[] Read(string name) => File.ReadAllBytes(_folder.PathOf(name));

    private static byte[][] FilesOf(TestServer server, Job job)
        => [.. server.Gallery.List(new GalleryQuery { Job = job.Id }).OrderBy(picture => picture.Index).Select(picture => File.ReadAllBytes(server.Data.PathOf(picture.File)))];
}
