using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Imaging;
using Easel.Painting.Jobs;

namespace Easel.Server.Tests;

/// <summary>A place where pictures are painted in no time, unless the test holds one at a step.</summary>
internal sealed class Studio
{
    private readonly ConcurrentDictionary<(string Prompt, int Step), Hold> _holds = new();

    /// <summary>What was opened, by the checkpoint's name, in its order.</summary>
    public ConcurrentQueue<string> Opened { get; } = new();

    /// <summary>The prompts and seeds of the pictures that were finished, in their order.</summary>
    public ConcurrentQueue<string> Painted { get; } = new();

    /// <summary>What was asked for, picture by picture, with what it begins with.</summary>
    public ConcurrentQueue<ImageRequest> Requests { get; } = new();

    /// <summary>What goes wrong with a prompt, if something does.</summary>
    public Func<string, Exception?> Fault { get; set; } = _ => null;

    /// <summary>Steps of prompts that are not over before somebody asks to see the picture after them.</summary>
    public HashSet<(string Prompt, int Step)> LookedAt { get; } = [];

    /// <summary>Holds the next picture of a prompt before a step, from 1.</summary>
    public Hold HoldAt(string prompt, int step) => _holds[(prompt, step)] = new Hold();

    /// <summary>What a picture looks like before it is finished.</summary>
    public static Image Unfinished(int width, int height) => new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(i % 3))]);

    public IPainter Open(PipelineOptions options)
    {
        Opened.Enqueue(Path.GetFileNameWithoutExtension(options.Checkpoint));
        return new Painter(this, options.Checkpoint);
    }

    internal sealed class Hold
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Done when the step is about to be taken.</summary>
        public Task Reached => _reached.Task.PatientlyAsync();

        public void Release() => _released.TrySetResult();

        public Task WaitAsync()
        {
            _reached.TrySetResult();
            return _released.Task;
        }
    }

    private sealed class Painter(Studio studio, string checkpoint) : IPainter
    {
        public PipelineSummary Model { get; } = new("Model of a test", checkpoint, "cpu");

        public async IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions options, [EnumeratorCancellation] CancellationToken cancel)
        {
            string prompt = request.Batches[0][0];
            studio.Requests.Enqueue(request);
            for (int step = 1; step <= request.Steps; step++)
            {
                if (studio._holds.TryRemove((prompt, step), out Hold? hold))
                {
                    await hold.WaitAsync().ConfigureAwait(false);
                }

                if (studio.Fault(prompt) is Exception fault)
                {
                    throw fault;
                }

                // As the engine: the step is taken, and then the end comes.
                StepUpdate done = new(0, 0, step, request.Steps, TimeSpan.FromMilliseconds(10)) { Previews = options.TellsPreviews ? [Unfinished(request.Width / 8, request.Height / 8)] : [] };
                while (studio.LookedAt.Contains((prompt, step)) && options.WantsDecoded?.Invoke(done) != true)
                {
                    // Told again: who has only just begun to follow has missed it.
                    yield return done;
                    await Task.Delay(5, cancel).ConfigureAwait(false);
                }

                yield return options.WantsDecoded?.Invoke(done) == true ? done with { Decoded = [Unfinished(request.Width, request.Height)] } : done;
                cancel.ThrowIfCancellationRequested();
            }

            studio.Painted.Enqueue($"{prompt} {request.Seed}");
            float[] unit = [.. Enumerable.Range(0, request.Width * request.Height * 3).Select(i => MathF.Sin(i + (float)request.Seed))];
            yield return new ImageUpdate(0, 0, 0, prompt, unit, request.Width, request.Height);
        }

        public void Dispose()
        {
        }
    }
}
