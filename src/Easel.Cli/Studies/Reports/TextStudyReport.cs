using System.Globalization;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Studies;
using Easel.Painting.Studies.Reports;
using Easel.Painting.Texts;

namespace Easel.Cli.Studies.Reports;

/// <summary>Lines for people: one per picture, and on a terminal the running step below them.</summary>
internal sealed class TextStudyReport(Surroundings surroundings) : IStudyReport
{
    private int _pictures;
    private string _running = "";
    private int _shown;

    /// <inheritdoc/>
    public void Begin(int pictures, int reused)
    {
        _pictures = pictures;
        Write(reused == 0 ? $"{pictures} pictures to paint." : $"{pictures} pictures, {reused} of them painted before, {pictures - reused} to paint.");
    }

    /// <inheritdoc/>
    public void Opening(string checkpoint) => Write($"Loading model from {checkpoint}");

    /// <inheritdoc/>
    public void Cell(int number, PlannedCell cell) => _running = $"{number}/{_pictures} {string.Join(", ", cell.Labels)}";

    /// <inheritdoc/>
    public void Step(StepUpdate step)
    {
        if (surroundings.ErrorIsTerminal)
        {
            string line = Quoted.Harmless($"{_running}: step {step.Step}/{step.StepCount}".ReplaceLineEndings(" "));
            line = line[..Math.Min(line.Length, Math.Max(0, surroundings.Columns() - 1))];
            surroundings.Error.Write($"\r{line.PadRight(_shown)}");
            _shown = line.Length;
        }
    }

    /// <inheritdoc/>
    public void Painted(int number, StudyResult result)
        => Write(string.Create(CultureInfo.InvariantCulture, $"{number}/{_pictures} {string.Join(", ", result.Cell.Labels)}: {StudyNumbers.Seconds(result.Painted.Seconds)}"));

    /// <inheritdoc/>
    public void Warn(string message)
    {
        Clear();
        surroundings.Error.WriteLine($"warning: {Quoted.Harmless(message)}");
    }

    /// <inheritdoc/>
    public void Finished(IReadOnlyList<StudyResult> results, string? sheet, string page)
    {
        if (sheet is not null)
        {
            Write($"Sheet: {sheet}");
        }

        Write($"Page: {page}");
    }

    /// <inheritdoc/>
    public void Stopped(Failure failure)
    {
        Clear();
        if (failure.ExitCode == ExitCode.Interrupted)
        {
            surroundings.Error.WriteLine("Finished pictures are kept; the same command goes on from here.");
        }
    }

    private void Write(string line)
    {
        Clear();
        surroundings.Output.WriteLine(Quoted.Harmless(line.ReplaceLineEndings(" ")));
    }

    /// <summary>Takes the running step away.</summary>
    private void Clear()
    {
        if (_shown > 0)
        {
            surroundings.Error.Write($"\r{new string(' ', _shown)}\r");
            _shown = 0;
        }
    }
}
