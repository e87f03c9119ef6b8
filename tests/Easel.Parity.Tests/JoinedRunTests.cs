using System.Collections.Concurrent;
using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Together;
using Easel.Tensors.Backends.Cpu;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Runs side by side, whose calls of the network are computed as one batch: each gives the bytes that it gives alone, whatever the others do.</summary>
public sealed class JoinedRunTests(JoinedRunTests.OnePipeline opened) : IClassFixture<JoinedRunTests.OnePipeline>
{
    private static readonly RunOptions s_telling = new() { TellsPositions = true };

    private readonly Pipeline _pipeline = opened.Pipeline;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ImageRequest Plain(int seed) => new() { Batches = [["a lighthouse"]], Width = 72, Height = 32, Steps = 5, Seed = (ulong)seed };

    [Fact]
    public async Task Exactness_survives_painting_runs_of_all_kinds_side_by_side()
    {
        ImageRequest[] requests =
        [
            .. RunPositionTests.All.Values,
            RunPositionTests.All["reused features"] with { Seed = 7, Approximations = ApproximationChoice.None with { ReuseEvery = 3, MergedShare = 0.5 } },
            RunPositionTests.All["reused features"] with { Seed = 8, Approximations = ApproximationChoice.None with { ReuseEvery = 3, GuidanceEnd = 0.5 } },
        ];
        List<RunUpdate>[] alone = [.. requests.Select(request => _pipeline.Run(request, s_telling, Cancel).ToList())];

        await using RunGroup group = _pipeline.BeginGroup(requests.Length);
        List<RunUpdate>[] together = await Task.WhenAll(requests.Select(request => Painted(group, request, s_telling)));

        AssertSame(alone, together);
        (long calls, long batches) = group.Computed;
        Assert.True(batches < calls / 2, $"{calls} calls were computed in {batches} batches.");
    }

    [Fact]
    public async Task Runs_at_different_steps_of_different_samplers_are_one_batch()
    {
        ImageRequest[] requests = [Plain(1), Plain(2) with { Sampler = SamplerKind.EulerAncestral }, Plain(3) with { GuidanceScale = 3, Sampler = SamplerKind.Plms }];

        await using RunGroup group = _pipeline.BeginGroup();
        await Task.WhenAll(requests.Select(request => Painted(group, request, RunOptions.Whole)));

        // PLMS calls twice in its first step.
        (long calls, long batches) = group.Computed;
        Assert.Equal(16, calls);
        Assert.InRange(batches, 6, 9);
    }

    [Fact]
    public async Task A_run_joins_and_leaves_at_any_step()
    {
        List<RunUpdate>[] alone = [.. Enumerable.Range(0, 4).Select(seed => _pipeline.Run(Plain(seed), s_telling, Cancel).ToList())];
        List<Task<List<RunUpdate>>> later = [];

        await using RunGroup group = _pipeline.BeginGroup(4);
        List<RunUpdate> first = await Painted(group, Plain(0), s_telling, step =>
        {
            if (step is 1 or 2 or 4)
            {
                later.Add(Painted(group, Plain(later.Count + 1), s_telling));
            }
        });

        AssertSame(alone, [first, .. await Task.WhenAll(later)]);
    }

    [Fact]
    public async Task A_run_goes_on_from_its_position_beside_others()
    {
        List<RunUpdate> whole = [.. _pipeline.Run(Plain(1), s_telling, Cancel)];
        RunOptions rest = new() { From = whole.OfType<StepUpdate>().ElementAt(2).Position };

        await using RunGroup group = _pipeline.BeginGroup();
        List<RunUpdate>[] together = await Task.WhenAll(Painted(group, Plain(1), rest), Painted(group, Plain(2), s_telling), Painted(group, Plain(3), s_telling));

        Assert.Equal(2, together[0].OfType<StepUpdate>().Count());
        RunPositionTests.AssertSame(whole.OfType<ImageUpdate>(), together[0].OfType<ImageUpdate>());
    }

    [Fact]
    public async Task A_run_that_is_cancelled_and_one_that_fails_leave_the_others_their_bytes()
    {
        List<RunUpdate>[] alone = [[.. _pipeline.Run(Plain(1), s_telling, Cancel)], [.. _pipeline.Run(Plain(2), s_telling, Cancel)]];
        using CancellationTokenSource wish = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        await using RunGroup group = _pipeline.BeginGroup();
        Task<List<RunUpdate>> cancelled = Painted(group, Plain(3) with { Steps = 1000 }, RunOptions.Whole, step => { if (step == 2) { wish.Cancel(); } }, wish.Token);
        Task<List<RunUpdate>> failed = Painted(group, Plain(4), new RunOptions { WantsDecoded = _ => throw new InvalidOperationException("no look today") });
        Task<List<RunUpdate>> refused = Painted(group, Plain(5) with { Width = 44 }, RunOptions.Whole);
        List<RunUpdate>[] together = await Task.WhenAll(Painted(group, Plain(1), s_telling), Painted(group, Plain(2), s_telling));

        AssertSame(alone, together);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal("no look today", (await Assert.ThrowsAsync<InvalidOperationException>(() => failed)).Message);
        Assert.Contains("44", (await Assert.ThrowsAsync<GenerationException>(() => refused)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_overflows_in_one_run_is_computed_again_for_it_alone()
    {
        using EngineRun folder = new();
        string checkpoint = folder.PathOf("model.ckpt");
        const string Layer = "model.diffusion_model.output_blocks.3.1.transformer_blocks.0.ff.net";
        PlantedOverflow.Write(checkpoint, Goldens.Path("micro-sd", "model.ckpt"), PlantedOverflow.Between($"{Layer}.0.proj", $"{Layer}.2", isGated: true));
        using Pipeline pipeline = Pipeline.Open(new PipelineOptions
        {
            Checkpoint = checkpoint,
            Config = Goldens.Path("micro-sd", "v1-micro-inference.yaml"),
            Vocabulary = Goldens.Path("bpe_simple_vocab_16e6.txt.gz"),
            Threads = 2,
        });
        ImageRequest[] requests = [Plain(1) with { Steps = 2 }, Plain(2) with { Steps = 2 }];
        List<RunUpdate>[] alone = [.. requests.Select(request => pipeline.Run(request, s_telling, Cancel).ToList())];

        await using RunGroup group = pipeline.BeginGroup();
        List<RunUpdate>[] together = await Task.WhenAll(requests.Select(request => Painted(group, request, s_telling)));

        AssertSame(alone, together);
        Assert.Equal(alone.Select(Redone), together.Select(Redone));
        Assert.NotEmpty(Redone(together[0]));

        static string Redone(List<RunUpdate> updates) => string.Join(';', updates.OfType<LayerRedoneUpdate>().Select(update => $"{update.Redone.Step}: {string.Join(',', update.Redone.Layers)} {string.Join(',', update.Pictures)}"));
    }

    [Fact]
    public async Task Those_that_find_no_place_wait_for_one()
    {
        ConcurrentBag<int> seen = [];

        await using RunGroup group = _pipeline.BeginGroup(2);
        List<RunUpdate>[] all = await Task.WhenAll(Enumerable.Range(0, 5).Select(seed => Painted(group, Plain(seed), RunOptions.Whole, _ => seen.Add(group.Count))));

        Assert.All(all, updates => Assert.Single(updates.OfType<ImageUpdate>()));
        Assert.Equal(2, seen.Max());
        Assert.Equal(0, group.Count);
    }

    [Fact]
    public async Task A_group_that_ends_stops_its_runs_gives_all_memory_back_and_leaves_the_pipeline_free()
    {
        RunGroup group = _pipeline.BeginGroup(2);
        TaskCompletionSource begun = new();
        Task<List<RunUpdate>>[] runs = [.. Enumerable.Range(0, 3).Select(seed => Painted(group, Plain(seed) with { Steps = 1000 }, RunOptions.Whole, step => { if (step == 3) { begun.TrySetResult(); } }))];
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.Throws<InvalidOperationException>(() => _pipeline.Run(Plain(1), Cancel).First());
        Assert.Throws<InvalidOperationException>(() => _pipeline.BeginGroup());

        await group.DisposeAsync();

        foreach (Task<List<RunUpdate>> run in runs)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }

        Assert.Equal(0, ((CpuDevice)_pipeline.Device).ActivationsHeld);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Painted(group, Plain(1), RunOptions.Whole));
        Assert.Single(_pipeline.Run(Plain(1), Cancel).OfType<ImageUpdate>());
    }

    private static Task<List<RunUpdate>> Painted(RunGroup group, ImageRequest request, RunOptions options, Action<int>? stepped = null, CancellationToken? cancel = null) => Task.Run(async () =>
    {
        List<RunUpdate> updates = [];
        await foreach (RunUpdate update in group.RunAsync(request, options, cancel ?? Cancel))
        {
            updates.Add(update);
            if (update is StepUpdate step)
            {
                stepped?.Invoke(step.Step);
            }
        }

        return updates;
    });

    private static void AssertSame(List<RunUpdate>[] alone, List<RunUpdate>[] together)
    {
        Assert.Equal(alone.Length, together.Length);
        foreach ((List<RunUpdate> expected, List<RunUpdate> actual) in alone.Zip(together))
        {
            RunPositionTests.AssertSame(expected.OfType<ImageUpdate>(), actual.OfType<ImageUpdate>());
            Assert.Equal(expected.OfType<StepUpdate>().Select(Written), actual.OfType<StepUpdate>().Select(Written));
        }
    }

    private static byte[] Written(StepUpdate step)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        PositionFormat.Write(writer, step.Position!);
        return stream.ToArray();
    }

    /// <summary>For all tests, which are run one after the other.</summary>
    public sealed class OnePipeline : IDisposable
    {
        internal Pipeline Pipeline { get; } = RunPositionTests.Open();

        public void Dispose() => Pipeline.Dispose();
    }
}
