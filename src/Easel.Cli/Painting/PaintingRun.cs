using Easel.Cli.Commands;
using Easel.Cli.Reports;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Cli.Painting;

/// <summary>One run of <c>txt2img</c>: checks what can be checked, opens the model, paints, and writes files as pictures are done.</summary>
internal sealed class PaintingRun(TextToImageOptions options, IRunReport report, Surroundings surroundings)
{
    private readonly List<Image> _forGrid = [];

    /// <summary>Files of single pictures so far.</summary>
    public int PicturesWritten { get; private set; }

    /// <summary>Paints everything.</summary>
    public async Task PaintAsync()
    {
        CancellationToken cancel = surroundings.Cancel;
        long begun = surroundings.Time.GetTimestamp();

        ImageRequest request = options.RequestWithPrompts();
        RefuseMissing("--config", options.Pipeline.Config, File.Exists, "file");
        RefuseMissing("--vocab", options.Pipeline.Vocabulary, Path.Exists, "file or folder");
        var checkpoint = CheckpointFile.Find(options.Model.Checkpoint, surroundings.FindPocket(), options.Pipeline.WeightCache?.Hashes ?? new ContentHash());
        var folder = SampleFolder.Open(options.Folder);
        using CancellationTokenRegistration told = cancel.Register(() => report.Warn("Stopping after this step; press Ctrl-C again to stop at once."));

        report.Opening(options.Model);
        using IPainter painter = surroundings.OpenPainter(options.Pipeline with { Planned = request }, report.Warn);
        // Beside the steps rather than beside the loading of the model: the first picture needs it, the first step does not.
        _ = checkpoint.Sha256;
        RunPlan plan = new(request, painter.Model, folder.Path);
        report.Started(plan);

        bool wantsGrid = options.GridColumns > 0 && (options.WritesGridOfOne || plan.PictureCount > 1) && GridFits(plan);
        PictureTexts texts = new(request, options.Pipeline, painter.Model, checkpoint);
        await foreach (RunUpdate update in painter.RunAsync(request, cancel).ConfigureAwait(false))
        {
            switch (update)
            {
                case StepUpdate step:
                    report.Step(step);
                    break;
                case ImageUpdate picture:
                    await FinishAsync(picture, folder, texts, wantsGrid).ConfigureAwait(false);
                    break;
                case WarningUpdate warning:
                    report.Warn(warning.Message);
                    break;
            }
        }

        if (_forGrid.Count > 0)
        {
            Image grid = ImageGrid.Compose(_forGrid, options.GridColumns);
            report.Grid(folder.SaveGrid(PngFile.Encode(grid, await texts.OfGridAsync(_forGrid[0]).ConfigureAwait(false))));
        }

        report.Finished(plan.PictureCount, surroundings.Time.GetElapsedTime(begun));
    }

    private async Task FinishAsync(ImageUpdate picture, SampleFolder folder, PictureTexts texts, bool wantsGrid)
    {
        var image = Image.FromUnit(picture.Unit, picture.Width, picture.Height);
        string? path = null;
        if (options.SavesPictures)
        {
            path = folder.SaveSample(PngFile.Encode(image, await texts.OfAsync(picture).ConfigureAwait(false)));
            PicturesWritten++;
        }

        if (wantsGrid)
        {
            _forGrid.Add(image);
        }

        report.Picture(picture, path);
    }

    /// <summary>Whether the grid is not too large, before pictures are kept for it.</summary>
    private bool GridFits(RunPlan plan)
    {
        (long width, long height) = ImageGrid.Measure(plan.PictureCount, options.GridColumns, plan.Request.Width, plan.Request.Height);
        bool fits = width * height <= Image.MaxPixels;
        if (!fits)
        {
            report.Warn($"a grid of all {plan.PictureCount} pictures would be {width} x {height} pixels, which is too large: no grid is written.");
        }

        return fits;
    }

    private static void RefuseMissing(string option, string? path, Predicate<string> exists, string kind)
    {
        if (path is not null && !exists(path))
        {
            throw new GenerationException($"argument {option}: there is no {kind} {path}");
        }
    }
}
