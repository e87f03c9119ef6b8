using Easel.Cli.Reports;
using Easel.Diffusion;
using Easel.Imaging;

namespace Easel.Cli.Painting;

/// <summary>Which files of a <see cref="SampleFolder"/> are wanted.</summary>
/// <param name="SavesPictures">Whether each picture becomes a file.</param>
/// <param name="GridColumns">Pictures in a row of the grid; no grid if 0.</param>
/// <param name="WritesGridOfOne">Whether a single picture has a grid too, as in the original.</param>
internal sealed record SampleFiles(bool SavesPictures, int GridColumns, bool WritesGridOfOne);

/// <summary>Single pictures and a grid of them, as <c>txt2img.py</c> and <c>img2img.py</c> write them.</summary>
internal sealed class SampleFolderOutput(SampleFolder folder, SampleFiles files) : IPictureOutput
{
    private readonly List<Image> _forGrid = [];
    private ImageRequest? _request;
    private bool _wantsGrid;

    /// <inheritdoc/>
    public string Place => folder.Path;

    /// <inheritdoc/>
    public void Begin(RunPlan plan, Action<string> warn)
    {
        _request = plan.Request;
        _wantsGrid = files.GridColumns > 0 && (files.WritesGridOfOne || plan.PictureCount > 1) && GridFits(plan, warn);
    }

    /// <inheritdoc/>
    public IEnumerable<(long Count, long Pixels)> FilesOf(long pictures, int width, int height)
    {
        if (files.SavesPictures)
        {
            yield return (pictures, (long)width * height);
        }

        (long gridWidth, long gridHeight) = files.GridColumns > 0 ? ImageGrid.Measure(pictures, files.GridColumns, width, height) : (0, 0);
        if (files.GridColumns > 0 && (files.WritesGridOfOne || pictures > 1) && gridWidth * gridHeight <= Image.MaxPixels)
        {
            yield return (1, gridWidth * gridHeight);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> SaveAsync(FinishedPicture picture, PictureEncoder encoder)
    {
        if (_wantsGrid)
        {
            _forGrid.Add(picture.Image);
        }

        return files.SavesPictures ? folder.SaveSample(await encoder.EncodeAsync(picture).ConfigureAwait(false)) : null;
    }

    /// <inheritdoc/>
    public async Task<string?> CompleteAsync(PictureEncoder encoder)
    {
        if (_forGrid.Count == 0)
        {
            return null;
        }

        Image grid = ImageGrid.Compose(_forGrid, files.GridColumns);
        return folder.SaveGrid(await encoder.EncodeGridAsync(grid, _request!, _forGrid[0]).ConfigureAwait(false));
    }

    /// <summary>Whether the grid is not too large, before pictures are kept for it.</summary>
    private bool GridFits(RunPlan plan, Action<string> warn)
    {
        (long width, long height) = ImageGrid.Measure(plan.PictureCount, files.GridColumns, plan.Request.Width, plan.Request.Height);
        bool fits = width * height <= Image.MaxPixels;
        if (!fits)
        {
            warn($"a grid of all {plan.PictureCount} pictures would be {width} x {height} pixels, which is too large: no grid is written.");
        }

        return fits;
    }
}
