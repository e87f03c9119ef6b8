using System.Runtime.CompilerServices;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Painting.Jobs;

namespace Easel.Cli.Digests;

/// <summary>The engine, which loses its run in the middle of the first batch, and goes on with what was written down of it.</summary>
internal sealed class ResumedPainter(PipelineOptions opening, Action<string> warn) : IPainter
{
    private PipelinePainter _painter = new(opening, warn);

    /// <inheritdoc/>
    public PipelineSummary Model => _painter.Model;

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions options, [EnumeratorCancellation] CancellationToken cancel)
    {
        byte[]? written = null;
        await foreach (RunUpdate update in _painter.RunAsync(request, options with { TellsPositions = true }, cancel).ConfigureAwait(false))
        {
            yield return update;
            if (update is StepUpdate step && step.Step == (step.StepCount + 1) / 2)
            {
                written = Written(step.Position!);
                break;
            }
        }

        Reopen();
        RunOptions rest = options with { From = PositionFormat.Read(written ?? throw new InvalidOperationException("The run had no steps.")) };
        await foreach (RunUpdate update in _painter.RunAsync(request, rest, cancel).ConfigureAwait(false))
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _painter.Dispose();

    private void Reopen()
    {
        _painter.Dispose();
        _painter = new PipelinePainter(opening, warn);
    }

    private static byte[] Written(RunPosition position)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        PositionFormat.Write(writer, position);
        return stream.ToArray();
    }
}
