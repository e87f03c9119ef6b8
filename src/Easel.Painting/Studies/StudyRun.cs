using System.Text;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting.Jobs;
using Easel.Painting.Metadata;
using Easel.Painting.Studies.Cells;
using Easel.Painting.Studies.Reports;
using Easel.Painting.Texts;

namespace Easel.Painting.Studies;

/// <summary>One run of a study: finds what is painted already, paints the rest, and writes sheet and page.</summary>
internal sealed class StudyRun(StudyOptions options, IStudyReport report, PaintingSurroundings surroundings)
{
    /// <summary>The sheet's file in the study's folder.</summary>
    public const string SheetName = "sheet.png";

    /// <summary>The page's file in the study's folder.</summary>
    public const string PageName = "index.html";

    private readonly StudyPlan _plan = new(options);

    private readonly CellCache _cache = new(options.Folder);

    private readonly Dictionary<string, (PaintedCell Cell, bool IsReused)> _cells = new(StringComparer.Ordinal);

    /// <summary>Makes the study.</summary>
    /// <param name="painter">paints what is missing</param>
    /// <exception cref="GenerationException">A picture cannot be painted; those before it are kept.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public async Task RunAsync(ICellPainter painter)
    {
        PipelineOptions model = options.Base.Settings.Model;
        CheckpointFile checkpoint = FindFiles();
        _cache.Prepare();
        bool hasSheet = SheetFits();

        using CancellationTokenRegistration told = surroundings.Cancel.Register(() =>
        {
            if (surroundings.StopNote is string note)
            {
                report.Warn(note);
            }
        });
        CellKey key = await CellKey.ForAsync(model).ConfigureAwait(false);
        string[] keys = [.. _plan.Cells.Select(cell => key.Of(cell.Request))];
        List<int> missing = FindMissing(keys);
        report.Begin(keys.Length, keys.Length - missing.Count);

        int number = keys.Length - missing.Count;
        foreach (int index in missing.GroupBy(index => _plan.Cells[index].Request.Model).SelectMany(group => group))
        {
            report.Cell(++number, _plan.Cells[index]);
            await PaintAsync(painter, index, keys[index], checkpoint).ConfigureAwait(false);
            report.Painted(number, ResultOf(index, keys));
        }

        StudyResult[] found = [.. Enumerable.Range(0, keys.Length).Select(index => ResultOf(index, keys))];
        IReadOnlyList<StudyResult> results = StudyResult.Compared(found, _plan, options.Axes);
        string? sheet = hasSheet ? WriteSheet(results) : null;
        string page = Path.Combine(options.Folder, PageName);
        OutputFolder.Replace(page, Encoding.UTF8.GetBytes(StudyPage.Of(options, _plan, results, hasSheet ? SheetName : null)));
        report.Finished(results, sheet, page);
    }

    /// <summary>Checks what can be checked before painting, leaves nothing on the disk, and tells which pictures are not there yet.</summary>
    /// <exception cref="GenerationException">Something is missing.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public async Task<IReadOnlyList<CellRequest>> FindMissingAsync()
    {
        FindFiles();
        bool isNew = !Directory.Exists(options.Folder);
        OutputFolder.Trying(() =>
        {
            _cache.Prepare();
            return true;
        });
        SheetFits();
        if (isNew)
        {
            // No picture is there: none of the checkpoint's bytes need be read to tell.
            return [.. _plan.Cells.Select(cell => cell.Request)];
        }

        CellKey key = await CellKey.ForAsync(options.Base.Settings.Model).ConfigureAwait(false);
        return [.. FindMissing([.. _plan.Cells.Select(cell => key.Of(cell.Request))]).Select(index => _plan.Cells[index].Request)];
    }

    private CheckpointFile FindFiles()
    {
        PipelineOptions model = options.Base.Settings.Model;
        NamedPath.RequireFile("--config", model.Config);
        NamedPath.RequireFileOrFolder("--vocab", model.Vocabulary);
        return CheckpointFile.Find(options.Model, "study", model.WeightCache?.Hashes ?? new ContentHash(), surroundings.FindPocket());
    }

    private string WriteSheet(IReadOnlyList<StudyResult> results)
    {
        string path = Path.Combine(options.Folder, SheetName);
        Image sheet = StudySheet.Of(options, _plan, results).Render();
        OutputFolder.Replace(path, PngFile.Encode(sheet, new PngText("Title", options.Base.Settings.Prompt.Replace('\0', '\uFFFD')), new PngText("Software", $"Easel {EaselVersion.Text}")));
        return path;
    }

    /// <summary>Cells that are not there yet, each picture once.</summary>
    private List<int> FindMissing(string[] keys)
    {
        List<int> missing = [];
        HashSet<string> asked = new(StringComparer.Ordinal);
        for (int i = 0; i < keys.Length; i++)
        {
            surroundings.Cancel.ThrowIfCancellationRequested();
            if (!asked.Add(keys[i]))
            {
                continue;
            }

            if (_cache.Find(keys[i]) is PaintedCell cell)
            {
                _cells[keys[i]] = (cell, true);
            }
            else
            {
                missing.Add(i);
            }
        }

        return missing;
    }

    private async Task PaintAsync(ICellPainter painter, int index, string key, CheckpointFile checkpoint)
    {
        PlannedCell planned = _plan.Cells[index];
        CellRequest request = planned.Request;
        PaintedCell cell;
        try
        {
            cell = await painter.PaintAsync(request, surroundings.Cancel).ConfigureAwait(false);
        }
        catch (GenerationException error)
        {
            throw new GenerationException($"{LabelsOf(planned)}: {error.Message}", error);
        }

        PicturePlace place = new(Iteration: 0, Batch: 0, Index: 0, request.Request.Batches[0][0], cell.Picture.Width, cell.Picture.Height) { Digests = cell.Digests, Begun = cell.Begun };
        PaintedWith with = await checkpoint.PaintedWithAsync(cell.Model).ConfigureAwait(false);
        FinishFacts facts = new(Safety: null, Watermark: null, RequestRecord.Hash(cell.Picture.Pixels.Span)) { Redone = cell.Redone, Flat = FlatColour.Of(cell.Picture) };
        if (facts.Flat is not null)
        {
            report.Warn($"{LabelsOf(planned)}: the picture is of one colour, {facts.Flat} all over");
        }

        _cache.Keep(key, cell, PictureTexts.Of(request.Request, place, place, with, request.Model, facts));
        _cells[key] = (cell, false);
    }

    private string LabelsOf(PlannedCell planned) => string.Join(", ", options.Axes.Zip(planned.Labels, (axis, label) => $"{axis.Parameter.Name} {label}"));

    private StudyResult ResultOf(int index, string[] keys)
    {
        (PaintedCell cell, bool isReused) = _cells[keys[index]];
        return new StudyResult(_plan.Cells[index], cell, CellCache.RelativePath(keys[index]), isReused);
    }

    /// <summary>Whether the sheet is not too large, before hours of painting.</summary>
    private bool SheetFits()
    {
        (long width, long height) = StudySheet.Before(options, _plan).Measure();
        bool fits = width * height <= Image.MaxPixels * 9L / 10; // captions may take another line
        if (!fits)
        {
            report.Warn($"a sheet of all {_plan.Cells.Count} pictures would be {width} x {height} pixels, which is too large: only the page is written.");
        }

        return fits;
    }
}
