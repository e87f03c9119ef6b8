using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;

namespace Easel.Cli.Studies.Cells;

/// <summary>Paints the pictures of a study, one after another.</summary>
internal interface ICellPainter : IDisposable
{
    /// <summary>Paints a picture.</summary>
    /// <exception cref="GenerationException">It cannot be painted.</exception>
    Task<PaintedCell> PaintAsync(CellRequest cell, CancellationToken cancel);
}

/// <summary>A picture of a study.</summary>
/// <param name="Picture">of the request's size</param>
/// <param name="Seconds">from the request to the picture, without opening the model</param>
/// <param name="Model">what painted it</param>
internal sealed record PaintedCell(Image Picture, double Seconds, PipelineSummary Model)
{
    /// <summary>Layers that were computed again in float32 for it.</summary>
    public IReadOnlyList<RedoneLayers> Redone { get; init; } = [];
}
