using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Reports;

namespace Easel.Cli.Reports;

/// <summary>Says nothing; errors are told by the command line itself.</summary>
internal sealed class QuietReport : IRunReport
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
    public void Step(StepUpdate step)
    {
    }

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
    public void Warn(string message)
    {
    }

    /// <inheritdoc/>
    public void Finished(long pictures, TimeSpan elapsed)
    {
    }

    /// <inheritdoc/>
    public void Stopped(Failure failure, int picturesWritten)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
