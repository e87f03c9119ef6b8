using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Studies;
using Easel.Painting.Studies.Cells;
using Easel.Server.Api.Problems;
using Easel.Server.Gallery;
using Easel.Server.Jobs;

namespace Easel.Server.Studies;

/// <summary>Makes sheets of studies that are done, one at a time; a sheet that was made is kept.</summary>
/// <param name="store">What there is.</param>
/// <param name="desk">Reads what is compared.</param>
/// <param name="gallery">Where pictures are.</param>
/// <param name="options">Where it paints.</param>
internal sealed class SheetPrinter(StudyStore store, StudyDesk desk, IGallery gallery, ServerOptions options)
{
    private readonly Lock _one = new();

    /// <summary>The sheet's PNG file.</summary>
    /// <exception cref="ConflictException">It is not done, or a picture is gone.</exception>
    public byte[] Print(StudyRow study)
    {
        string path = Path.Combine(desk.FolderOf(study.Id), StudyRun.SheetName);
        lock (_one)
        {
            if (File.Exists(path))
            {
                if (store.Cells(study.Id).All(cell => cell.Picture is not null))
                {
                    return File.ReadAllBytes(path);
                }

                // It shows a picture that was erased since.
                File.Delete(path);
            }

            byte[] sheet = Make(study);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            OutputFolder.Replace(path, sheet);
            return sheet;
        }
    }

    private byte[] Make(StudyRow study)
    {
        IReadOnlyList<StudyCellRow> cells = store.Cells(study.Id);
        if (StudyView.StateOf(study, cells) != JobStates.NameOf(JobState.Done))
        {
            throw new ConflictException("The study is not done: there is no sheet yet.");
        }

        StudyOptions compared = desk.OptionsOf(study);
        StudyPlan plan = new(compared);
        (long width, long height) = StudySheet.Before(compared, plan).Measure();
        if (width * height > Image.MaxPixels * 9L / 10)
        {
            throw new ConflictException($"A sheet of all {plan.Cells.Count} pictures would be {width} x {height} pixels, which is too large; the pictures are in the gallery.");
        }

        StudyResult[] found = [.. cells.Select(cell => new StudyResult(plan.Cells[cell.Place], PaintedOf(cell), File: "", IsReused: false))];
        Image sheet = StudySheet.Of(compared, plan, StudyResult.Compared(found, plan, compared.Axes)).Render();
        string prompt = options.IsPrivate ? Painting.Metadata.HiddenPrompts.NameOf(compared.Base.Settings.Prompt) : compared.Base.Settings.Prompt;
        return PngFile.Encode(sheet, new PngText("Title", prompt), new PngText("Software", $"Easel {EaselVersion.Text}"));
    }

    private PaintedCell PaintedOf(StudyCellRow cell)
    {
        GalleryPicture picture = gallery.Find(cell.Picture ?? "") ?? throw new ConflictException("A picture of the study was erased: there can be no sheet of all.");
        using Stream file = gallery.OpenFile(picture) ?? throw new ConflictException("The file of a picture of the study is not there any more: there can be no sheet of all.");
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return new PaintedCell(PngFile.Decode(bytes, "the picture").Image, cell.Seconds ?? 0, new PipelineSummary("", ""));
    }
}
