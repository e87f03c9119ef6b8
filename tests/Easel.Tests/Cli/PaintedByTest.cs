using System.Runtime.CompilerServices;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Painting.Jobs;

namespace Easel.Tests.Cli;

/// <summary>A painter of textures that depend on seed and place alone.</summary>
internal sealed class PaintedByTest(PipelineOptions options, string device = "") : IPainter
{
    public PipelineSummary Model { get; } = new("Test model", options.Checkpoint, device);

    /// <summary>Called after each step with the number of steps so far.</summary>
    public Action<int> AfterStep { get; init; } = _ => { };

    public string? Warning { get; init; }

    /// <summary>What all values of a picture are; a texture if not set.</summary>
    public float? Shade { get; init; }

    /// <summary>What it says that it computed again for each picture.</summary>
    public IReadOnlyList<RedoneLayers> Redone { get; init; } = [];

    /// <summary>What it was asked to paint.</summary>
    public ImageRequest? Request { get; private set; }

    public bool IsDisposed { get; private set; }

    public async IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions options, [EnumeratorCancellation] CancellationToken cancel)
    {
        Request = request;
        if (Warning is not null)
        {
            yield return new WarningUpdate(Warning);
        }

        int steps = 0;
        for (int iteration = 0; iteration < request.Iterations; iteration++)
        {
            for (int batch = 0; batch < request.Batches.Count; batch++)
            {
                for (int step = 1; step <= request.Steps; step++)
                {
                    cancel.ThrowIfCancellationRequested();
                    AfterStep(++steps);
                    yield return new StepUpdate(iteration, batch, step, request.Steps, TimeSpan.FromSeconds(2));
                }

                for (int index = 0; index < request.Batches[batch].Count; index++)
                {
                    foreach (RedoneLayers redone in Redone)
                    {
                        yield return new LayerRedoneUpdate(iteration, batch, [index], redone);
                    }

                    float[] unit = Texture(request, iteration, batch, index);
                    if (Shade is float shade)
                    {
                        Array.Fill(unit, shade);
                    }

                    yield return new ImageUpdate(iteration, batch, index, request.Batches[batch][index], unit, request.Width, request.Height) { Redone = Redone };
                }
            }
        }

        await Task.CompletedTask;
    }

    /// <summary>What the picture of a place looks like.</summary>
    public static float[] Texture(ImageRequest request, int iteration, int batch, int index)
    {
        Random random = new((int)request.Seed + (iteration * 10_000) + (batch * 100) + index);
        return [.. Enumerable.Range(0, request.Width * request.Height * 3).Select(_ => (random.NextSingle() * 2.2f) - 1.1f)];
    }

    public void Dispose() => IsDisposed = true;
}
