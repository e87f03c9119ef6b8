using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Studies;
using Easel.Painting.Studies.Reports;

namespace Easel.Cli.Studies.Reports;

/// <summary>Says nothing; errors are told elsewhere.</summary>
internal sealed class QuietStudyReport : IStudyReport
{
    /// <inheritdoc/>
    public void Begin(int pictures, int reused)
    {
    }

    /// <inheritdoc/>
    public void Opening(string checkpoint)
    {
    }

    /// <inheritdoc/>
    public void Cell(int number, PlannedCell cell)
    {
    }

    /// <inheritdoc/>
    public void Step(StepUpdate step)
    {
    }

    /// <inheritdoc/>
    public void Painted(int number, StudyResult result)
    {
    }

    /// <inheritdoc/>
    public void Warn(string message)
    {
    }

    /// <inheritdoc/>
    public void Finished(IReadOnlyList<StudyResult> results, string? sheet, string page)
    {
    }

    /// <inheritdoc/>
    public void Stopped(Failure failure)
    {
    }
}
