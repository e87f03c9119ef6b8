using System.Globalization;
using Easel.Imaging;
using Easel.Painting.Journals;
using Easel.Painting.Reports;

namespace Easel.Painting.Jobs;

/// <summary>Which files of a <see cref="SampleFolderOutput"/> are wanted.</summary>
/// <param name="SavesPictures">Whether each picture becomes a file.</param>
/// <param name="GridColumns">Pictures in a row of the grid; no grid if 0.</param>
/// <param name="WritesGridOfOne">Whether a single picture has a grid too, as in the original.</param>
internal sealed record SampleFiles(bool SavesPictures, int GridColumns, bool WritesGridOfOne);

/// <summary>Single pictures and a grid of them, as <c>txt2img.py</c> and <c>img2img.py</c> write them: <c>samples/00000.png</c> and on, <c>grid-0000.png</c> and on.</summary>
internal sealed class SampleFolderOutput : PictureOutput
{
    private const string Samples = "samples";

    private readonly SampleFiles _files;

    private SampleFolderOutput(OutputPlan plan)
        : base(plan) => _files = plan.Files!;

    /// <inheritdoc/>
    public override bool SavesPictures => _files.SavesPictures;

    /// <summary>Opens the folder, and makes it where it is missing.</summary>
    /// <param name="plan">Which.</param>
    /// <param name="next">Where a run that goes on has come to in counting; none for one that begins.</param>
    /// <exception cref="IOException">It cannot be used.</exception>
    public static SampleFolderOutput Open(OutputPlan plan, OutputNumbers? next)
    {
        string samples = Path.Combine(plan.Folder, Samples);
        OutputFolder.Prepare(samples, plan.Folder, plan.Option);

        // As the original numbers: by what lies there, whatever it is; journals are nothing that the original knows.
        return OutputFolder.Describing(plan.Folder, plan.Option, () => new SampleFolderOutput(plan)
        {
            Next = next ?? new OutputNumbers(
                Directory.EnumerateFileSystemEntries(samples).Count(),
                Directory.EnumerateFileSystemEntries(plan.Folder).Count(entry => Path.GetFileName(entry) != JournalPlace.FolderName) - 1),
        });
    }

    /// <inheritdoc/>
    public override int GridColumns(RunPlan run, Action<string> warn)
        => _files.GridColumns > 0 && (_files.WritesGridOfOne || run.PictureCount > 1) && GridFits(run, warn) ? _files.GridColumns : 0;

    /// <inheritdoc/>
    public override IEnumerable<(long Count, long Pixels)> FilesOf(long pictures, int width, int height)
    {
        if (_files.SavesPictures)
        {
            yield return (pictures, (long)width * height);
        }

        (long gridWidth, long gridHeight) = _files.GridColumns > 0 ? ImageGrid.Measure(pictures, _files.GridColumns, width, height) : (0, 0);
        if (_files.GridColumns > 0 && (_files.WritesGridOfOne || pictures > 1) && gridWidth * gridHeight <= Image.MaxPixels)
        {
            yield return (1, gridWidth * gridHeight);
        }
    }

    /// <inheritdoc/>
    public override string NameOf(FinishedPicture picture)
    {
        int number = Next.Picture;
        Next = Next with { Picture = number + 1 };
        return Path.Combine(Samples, number.ToString("D5", CultureInfo.InvariantCulture) + ".png");
    }

    /// <inheritdoc/>
    public override string NameGrid()
    {
        int number = Next.Grid;
        Next = Next with { Grid = number + 1 };
        return $"grid-{number.ToString("D4", CultureInfo.InvariantCulture)}.png";
    }

    /// <summary>Whether the grid is not too large, before pictures are kept for it.</summary>
    private bool GridFits(RunPlan run, Action<string> warn)
    {
        (long width, long height) = ImageGrid.Measure(run.PictureCount, _files.GridColumns, run.Request.Width, run.Request.Height);
        bool fits = width * height <= Image.MaxPixels;
        if (!fits)
        {
            warn($"a grid of all {run.PictureCount} pictures would be {width} x {height} pixels, which is too large: no grid is written.");
        }

        return fits;
    }
}
