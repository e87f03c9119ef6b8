using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Imaging;
using Easel.Painting.Jobs;
using Easel.Painting.Plans;
using Easel.Painting.Studies.Reports;

namespace Easel.Painting.Studies.Cells;

/// <summary>Paints with the engine. One model is open at a time; cells that are opened in the same way should follow one another.</summary>
internal sealed class PipelineCellPainter(PaintingSurroundings surroundings, IStudyReport report) : ICellPainter
{
    // Enough for code to be compiled and memory to be there, so that the first cell's time is like the others'.
    public const int StepsToWarmUp = 2;

    /// <summary>Bytes of memory to stay below; as much as it takes if none are given.</summary>
    public long? MaxMemory { get; init; }

    private readonly RedoneWarnings _redone = new();
    private PipelineOptions? _opened;
    private IPainter? _painter;

    /// <inheritdoc/>
    public async Task<PaintedCell> PaintAsync(CellRequest cell, CancellationToken cancel)
    {
        if (_painter is null || _opened != cell.Model)
        {
            Dispose();
            var promise = MemoryPromise.Of(cell.Model, [(cell.Model.Planned ?? cell.Request, 1)], checker: null, MaxMemory);
            if (MaxMemory is long limit && promise.Describe(limit) is string kept && _opened is null)
            {
                report.Warn(kept);
            }

            if (promise.Obstacle is string obstacle)
            {
                report.Warn(obstacle);
            }

            report.Opening(cell.Model.Checkpoint);
            _painter = surroundings.OpenPainter(promise.Options, report.Warn);
            _opened = cell.Model;
            await PaintOnceAsync(_painter, cell with { Request = cell.Request with { Steps = Math.Min(StepsToWarmUp, cell.Request.Steps) } }, _ => { }, cancel).ConfigureAwait(false);
        }

        long begun = surroundings.Time.GetTimestamp();
        ImageUpdate painted = await PaintOnceAsync(_painter, cell, report.Step, cancel).ConfigureAwait(false);
        double seconds = surroundings.Time.GetElapsedTime(begun).TotalSeconds;
        return new PaintedCell(Image.FromUnit(painted.Unit, painted.Width, painted.Height), seconds, _painter.Model)
        {
            Redone = painted.Redone,
            Digests = painted.Digests,
            Begun = painted.Begun,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _painter?.Dispose();
        _painter = null;
    }

    private async Task<ImageUpdate> PaintOnceAsync(IPainter painter, CellRequest cell, Action<StepUpdate> told, CancellationToken cancel)
    {
        ImageUpdate? picture = null;
        await foreach (RunUpdate update in painter.RunAsync(cell.Request, RunOptions.Whole, cancel).ConfigureAwait(false))
        {
            switch (update)
            {
                case StepUpdate step:
                    told(step);
                    break;
                case ImageUpdate image:
                    picture = image;
                    break;
                case LayerRedoneUpdate redone when _redone.Of(redone) is string message:
                    report.Warn(message);
                    break;
                case WarningUpdate warning:
                    report.Warn(warning.Message);
                    break;
            }
        }

        return picture ?? throw new InvalidOperationException("The run ended without a picture.");
    }
}
