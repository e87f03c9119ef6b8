using System.Text.Json.Nodes;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Painting;
using Easel.Painting.Reports;
using Easel.Painting.Studies;
using Easel.Painting.Studies.Reports;

namespace Easel.Cli.Studies.Reports;

/// <summary>One JSON object per line and event, for programs.</summary>
internal sealed class JsonStudyReport(TextWriter output, IReadOnlyList<string> axes) : IStudyReport
{
    private readonly EventLines _events = new(output);

    /// <inheritdoc/>
    public void Begin(int pictures, int reused) => _events.Write("start", new JsonObject { ["pictures"] = pictures, ["reused"] = reused });

    /// <inheritdoc/>
    public void Opening(string checkpoint) => _events.Write("loading", new JsonObject { ["checkpoint"] = checkpoint });

    /// <inheritdoc/>
    public void Cell(int number, PlannedCell cell)
    {
    }

    /// <inheritdoc/>
    public void Step(StepUpdate step) => _events.Write("step", new JsonObject { ["step"] = step.Step, ["steps"] = step.StepCount, ["seconds"] = Math.Round(step.Elapsed.TotalSeconds, 4) });

    /// <inheritdoc/>
    public void Painted(int number, StudyResult result) => _events.Write("painted", Describe(result));

    /// <inheritdoc/>
    public void Warn(string message) => _events.Write("warning", new JsonObject { ["message"] = message });

    /// <inheritdoc/>
    public void Finished(IReadOnlyList<StudyResult> results, string? sheet, string page)
    {
        foreach (StudyResult result in results)
        {
            JsonObject told = Describe(result);
            told["reused"] = result.IsReused;
            if (result.Difference is ImageDifference difference)
            {
                told["psnr"] = double.IsFinite(difference.PeakSignalToNoise) ? Math.Round(difference.PeakSignalToNoise, 3) : null;
                told["ssim"] = Math.Round(difference.StructuralSimilarity, 5);
                told["mean"] = Math.Round(difference.Mean, 4);
                told["largest"] = difference.Largest;
            }

            _events.Write("cell", told);
        }

        _events.Write("finished", new JsonObject { ["sheet"] = sheet, ["page"] = page });
    }

    /// <inheritdoc/>
    public void Stopped(Failure failure) => _events.Write("stopped", new JsonObject { ["message"] = failure.Message, ["exitCode"] = failure.ExitCode });

    private JsonObject Describe(StudyResult result)
    {
        JsonObject values = [];
        for (int i = 0; i < axes.Count; i++)
        {
            values[axes[i]] = result.Cell.Labels[i];
        }

        return new JsonObject
        {
            ["values"] = values,
            ["file"] = result.File,
            ["width"] = result.Painted.Picture.Width,
            ["height"] = result.Painted.Picture.Height,
            ["seconds"] = Math.Round(result.Painted.Seconds, 3),
        };
    }
}
