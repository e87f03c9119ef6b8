using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Together;
using Easel.Painting;
using Easel.Server.Gallery;
using Easel.Server.Jobs;
using Easel.Server.Models;
using Easel.Server.Storage;
using Easel.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Easel.Server.Tests;

/// <summary>A whole server in this process, at a free port.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app, string address) => (_app, Client) = (app, new HttpClient { BaseAddress = new Uri(address) });

    public HttpClient Client { get; }

    public JobQueue Jobs => _app.Services.GetRequiredService<JobQueue>();

    public IGallery Gallery => _app.Services.GetRequiredService<IGallery>();

    public IModels Models => _app.Services.GetRequiredService<IModels>();

    public DataFolder Data => _app.Services.GetRequiredService<DataFolder>();

    public Task WarmUpAsync() => WarmUp.RunAsync(_app);

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Starts one.</summary>
    /// <param name="folder">Where its data and its models lie.</param>
    /// <param name="studio">Where it paints; with pocket and the real engine if none is given.</param>
    /// <param name="limits">What is too much.</param>
    /// <param name="time">The clock.</param>
    /// <param name="together">Pictures side by side; in a studio one if that is not said.</param>
    /// <param name="change">Changes how it is run.</param>
    /// <param name="before">Changes its parts before it is started.</param>
    /// <param name="extend">Adds what is to see requests that were let in.</param>
    public static async Task<TestServer> StartAsync(TestFolder folder, Studio? studio = null, ServerLimits? limits = null, TimeProvider? time = null, int? together = null, Func<ServerOptions, ServerOptions>? change = null, Action<IServiceProvider>? before = null, Action<WebApplication>? extend = null)
    {
        WebApplication app = Create(folder, studio, limits, time, together, change);
        before?.Invoke(app.Services);
        extend?.Invoke(app);
        return new TestServer(app, await EaselServer.StartAsync(app, TestContext.Current.CancellationToken));
    }

    /// <summary>Makes one that is not started: nothing is painted.</summary>
    public static TestServer Resting(TestFolder folder, Studio studio, ServerLimits? limits = null, TimeProvider? time = null) => new(Create(folder, studio, limits, time, together: null), "http://localhost");

    /// <summary>A request of a small picture that the studio paints in some steps.</summary>
    public static JobRequest Ask(string prompt, int count = 1, int steps = 2, string? model = null, int priority = 0, string owner = "", ulong seed = 7) => new()
    {
        Request = new ImageRequest
        {
            Batches = [[prompt]],
            Iterations = count,
            HasSeedPerIteration = true,
            NoiseBatch = 1,
            Steps = steps,
            Seed = seed,
            Width = 64,
            Height = 64,
        },
        Model = model,
        Priority = priority,
        Owner = owner,
    };

    public async Task<Job> FinishAsync(Job job) => await Jobs.WhenOverAsync(job.Id, TestContext.Current.CancellationToken).PatientlyAsync();

    /// <summary>Waits until a job is in a state.</summary>
    public async Task<Job> UntilAsync(string id, JobState state)
    {
        await Patience.UntilAsync(() => Jobs.Find(id) is not Job job || job.State == state, () => $"the job stays {Jobs.Find(id)?.State}");
        return Jobs.Find(id)!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await EaselServer.StopAsync(_app);
        await _app.DisposeAsync();
    }

    private static WebApplication Create(TestFolder folder, Studio? studio, ServerLimits? limits, TimeProvider? time, int? together, Func<ServerOptions, ServerOptions>? change = null)
    {
        PocketModel pocket = PocketModel.Find()!;
        ChosenModel model = new(pocket.Options.Checkpoint, pocket);
        if (studio is not null)
        {
            foreach (string name in (string[])["one", "two"])
            {
                File.WriteAllText(folder.PathOf($"{name}.safetensors"), name);
            }

            model = new ChosenModel(folder.PathOf("one.safetensors"));
        }

        PaintingSurroundings surroundings = new() { Error = TextWriter.Null, CacheFolder = name => folder.PathOf($"cache/{name}"), Time = time ?? TimeProvider.System };
        ServerOptions options = new()
        {
            Port = 0,
            Data = folder.PathOf("data"),
            Model = model,
            Pipeline = (studio is null ? pocket.Options : new PipelineOptions { Checkpoint = model.Checkpoint }) with { Threads = 1 },
            Limits = limits ?? new ServerLimits(),
            Together = together ?? (studio is null ? RunGroup.MostOnCard : 1),
        };
        options = change?.Invoke(options) ?? options;
        return EaselServer.Create(options, surroundings with { OpenPainter = (pipeline, warn) => studio is null ? new GroupPainter(pipeline, warn) : studio.Open(pipeline) });
    }
}
