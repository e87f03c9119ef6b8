using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Imaging;

namespace Easel.Painting.Studies.Cells;

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

    /// <summary>What identifies the way to it; none if it was painted in an earlier run.</summary>
    public PictureDigests? Digests { get; init; }

    /// <summary>Where the noise stood when it began; none if it was painted in an earlier run.</summary>
    public NoiseState? Begun { get; init; }
}
