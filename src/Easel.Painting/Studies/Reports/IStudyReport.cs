using Easel.Diffusion.Pipelines;

namespace Easel.Painting.Studies.Reports;

/// <summary>Tells how far a study is.</summary>
internal interface IStudyReport
{
    /// <summary>So many pictures, of which so many are there already.</summary>
    void Begin(int pictures, int reused);

    /// <summary>A model is being opened.</summary>
    void Opening(string checkpoint);

    /// <summary>A cell is next.</summary>
    void Cell(int number, PlannedCell cell);

    /// <summary>A step of it is done.</summary>
    void Step(StepUpdate step);

    /// <summary>It is there.</summary>
    void Painted(int number, StudyResult result);

    /// <summary>Something the user should know.</summary>
    void Warn(string message);

    /// <summary>All is done; where the sheet and the page are. No sheet if it would be too large.</summary>
    void Finished(IReadOnlyList<StudyResult> results, string? sheet, string page);

    /// <summary>It ended before.</summary>
    void Stopped(Failure failure);
}
