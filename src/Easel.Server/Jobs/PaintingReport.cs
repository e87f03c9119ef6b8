using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Reports;

namespace Easel.Server.Jobs;

/// <summary>Tells the queue how a picture's run goes.</summary>
/// <param name="work">Which picture.</param>
/// <param name="turns">The queue.</param>
/// <param name="finished">Told that all is written and the journal is about to go: what must not be lost with it is written down here.</param>
internal sealed class PaintingReport(PictureWork work, JobTurns turns, Action finished) : IRunReport
{
    /// <inheritdoc/>
    public void Opening(ChosenModel model)
    {
    }

    /// <inheritdoc/>
    public void Note(string message)
    {
    }

    /// <inheritdoc/>
    public void Started(RunPlan plan)
    {
    }

    /// <inheritdoc/>
    public void Step(StepUpdate step) => turns.Step(work, step);

    /// <inheritdoc/>
    public void Redone(LayerRedoneUpdate update)
    {
    }

    /// <inheritdoc/>
    public void Picture(FinishedPicture picture, string? path)
    {
    }

    /// <inheritdoc/>
    public void Grid(string path)
    {
    }

    /// <inheritdoc/>
    public void Warn(string message) => turns.Warn(work.JobId, message);

    /// <inheritdoc/>
    public void Finished(long pictures, TimeSpan elapsed) => finished();

    /// <inheritdoc/>
    public void Stopped(Failure failure, int picturesWritten)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
