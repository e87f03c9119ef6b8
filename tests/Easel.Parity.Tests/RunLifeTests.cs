using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Runs that end early, fail, or come one after the other: the pipeline stays usable, and holds no more memory than before.</summary>
public sealed class RunLifeTests : IDisposable
{
    private readonly Pipeline _pipeline = Pipeline.Open(new PipelineOptions
    {
        Checkpoint = Goldens.Path("micro-sd", "model.ckpt"),
        Config = Goldens.Path("micro-sd", "v1-micro-inference.yaml"),
        Vocabulary = Goldens.Path("bpe_simple_vocab_16e6.txt.gz"),
        Precision = Precision.Full,
        Threads = 2,
    });

    private static ImageRequest Request => new() { Batches = [["a red fox", "a lighthouse"]], Width = 72, Height = 64, Steps = 4, Iterations = 2 };

    [Fact]
    public void A_request_that_says_other_of_the_weights_than_they_are_is_refused()
    {
        GenerationException error = Assert.Throws<GenerationException>(() => _pipeline.Run(Request with { Approximations = new() { UsesInt8 = true } }, TestContext.Current.CancellationToken));

        Assert.Equal(
            "The request asks for int8, but the model was opened without it. Open it with PipelineOptions.UsesInt8 as ApproximationChoice.UsesInt8 of the request is.", error.Message);
    }

    private CpuDevice Device => (CpuDevice)_pipeline.Device;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_request_gives_the_same_pictures_again_in_the_same_memory()
    {
        List<float[]> first = await Paint(Request);
        (long peak, long held) = (_pipeline.Memory.Activations, Device.ActivationsHeld);

        List<float[]> second = await Paint(Request);

        Assert.Equal(4, first.Count);
        Assert.Equal(first, second);
        Assert.Equal((peak, 0, 0), (_pipeline.Memory.Activations, held, Device.ActivationsHeld));
    }

    [Fact]
    public async Task A_cancelled_run_ends_within_its_step_with_what_is_finished()
    {
        using CancellationTokenSource source = new();
        List<RunUpdate> updates = [];
        int seenAtCancel = 0;

        Task run = Task.Run(async () =>
        {
            await foreach (RunUpdate update in _pipeline.RunAsync(Request with { Iterations = 50 }, source.Token))
            {
                updates.Add(update);
                if (update is StepUpdate { Iteration: 1, Step: 1 })
                {
                    seenAtCancel = updates.Count;
                    await source.CancelAsync();
                }
            }
        }, Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(2, updates.Take(seenAtCancel).OfType<ImageUpdate>().Count());

        // The step in progress, and one that may have been finished before the wish to stop was seen.
        Assert.InRange(updates.Count - seenAtCancel, 0, 2);
        Assert.Equal(0, Device.ActivationsHeld);
    }

    [Fact]
    public async Task Leaving_the_loop_stops_the_run_and_another_can_begin()
    {
        List<float[]> whole = await Paint(Request);
        await foreach (RunUpdate update in _pipeline.RunAsync(Request with { Iterations = 50 }, Cancel))
        {
            if (update is StepUpdate)
            {
                break;
            }
        }

        Assert.Equal(0, Device.ActivationsHeld);
        Assert.Equal(whole, await Paint(Request));
    }

    [Fact]
    public async Task A_run_that_fails_leaves_nothing_behind()
    {
        List<float[]> whole = await Paint(Request);

        // In the middle of a step, many scopes deep.
        Device.Observer = (layer, _) =>
        {
            if (layer.StartsWith("model.diffusion_model.middle_block.1", StringComparison.Ordinal))
            {
                throw new GenerationException(layer);
            }
        };
        await Assert.ThrowsAsync<GenerationException>(() => Paint(Request));
        Device.Observer = null;

        Assert.Equal(0, Device.ActivationsHeld);
        Assert.Equal(whole, await Paint(Request));
    }

    [Fact]
    public void A_cancelled_run_on_the_callers_thread_ends_before_the_next_step()
    {
        using CancellationTokenSource source = new();
        int steps = 0;

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (RunUpdate update in _pipeline.Run(Request, source.Token).Where(update => update is StepUpdate))
            {
                steps++;
                source.Cancel();
            }
        });

        Assert.Equal((1, 0), (steps, Device.ActivationsHeld));
    }

    [Fact]
    public async Task A_picture_does_not_depend_on_how_many_are_painted_with_it()
    {
        List<float[]> three = await Paint(Request with { Batches = [["a red fox", "a red fox", "a lighthouse"]], Iterations = 1 });

        List<float[]> alone = await Paint(Request with { Batches = [["a red fox"]], NoiseBatch = 3, Iterations = 1 });
        List<float[]> two = await Paint(Request with { Batches = [["a red fox", "a red fox"]], NoiseBatch = 3, Iterations = 1 });

        Assert.Equal([three[0]], alone);
        Assert.Equal([three[0], three[1]], two);
    }

    [Fact]
    public void A_second_run_is_refused_while_one_is_in_progress()
    {
        using (IEnumerator<RunUpdate> first = _pipeline.Run(Request, Cancel).GetEnumerator())
        {
            Assert.True(first.MoveNext());
            Assert.Throws<InvalidOperationException>(() => _pipeline.Run(Request, Cancel).First());
        }

        Assert.IsType<StepUpdate>(_pipeline.Run(Request, Cancel).First());
    }

    [Fact]
    public void Closing_gives_the_weights_back()
    {
        long open = _pipeline.Memory.Weights;

        _pipeline.Dispose();

        Assert.True(open > 1_000_000);
        Assert.Equal(0, _pipeline.Memory.Weights);
    }

    private async Task<List<float[]>> Paint(ImageRequest request)
    {
        List<float[]> pictures = [];
        await foreach (RunUpdate update in _pipeline.RunAsync(request, Cancel))
        {
            if (update is ImageUpdate picture)
            {
                pictures.Add(picture.Unit);
            }
        }

        return pictures;
    }

    public void Dispose() => _pipeline.Dispose();
}
