using System.Text.Json.Nodes;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;

namespace Easel.Painting.Metadata;

/// <summary>Which of a run's pictures it is.</summary>
/// <param name="Iteration">from 0</param>
/// <param name="Batch">from 0</param>
/// <param name="Index">in the batch, from 0</param>
/// <param name="Prompt">what it shows</param>
/// <param name="Width">pixels per row</param>
/// <param name="Height">rows</param>
internal sealed record PicturePlace(int Iteration, int Batch, int Index, string Prompt, int Width, int Height)
{
    /// <summary>What identifies the way to it; none if nobody took note.</summary>
    public PictureDigests? Digests { get; init; }

    /// <summary>Where the noise stood when its batch began; none if nobody took note.</summary>
    public NoiseState? Begun { get; init; }
}

/// <summary>What painted a picture.</summary>
/// <param name="Family">such as <c>Stable Diffusion v1</c></param>
/// <param name="File">the checkpoint's name without folder</param>
/// <param name="Bytes">its size, if it is a file</param>
/// <param name="Sha256">in small hexadecimal, if it is a file</param>
/// <param name="Device">where it ran, for people, as <see cref="Diffusion.Pipelines.PipelineSummary.Device"/></param>
/// <param name="EaselVersion">such as <c>0.1.0</c></param>
internal sealed record PaintedWith(string Family, string File, long? Bytes, string? Sha256, string Device, string EaselVersion)
{
    /// <summary>The digest of its numbers: see <see cref="Diffusion.Pipelines.PipelineSummary.Settings"/>.</summary>
    public string? Settings { get; init; }

    /// <summary>The digest of its vocabulary: see <see cref="Diffusion.Pipelines.PipelineSummary.Vocabulary"/>.</summary>
    public string? Vocabulary { get; init; }
}

/// <summary>What happened to a picture after it was painted.</summary>
/// <param name="Safety">What the safety check found; none if there was no check.</param>
/// <param name="Watermark">The text of its watermark; none if it has no watermark.</param>
/// <param name="Pixels">The hash of the file's own pixels: see <see cref="RequestRecord.Hash"/>.</param>
internal sealed record FinishFacts(JsonObject? Safety, string? Watermark, string Pixels)
{
    /// <summary>What was left of the painted picture, from the top left; all of it if none is given.</summary>
    public (int Width, int Height)? Kept { get; init; }

    /// <summary>Layers that were computed again in float32 for it.</summary>
    public IReadOnlyList<RedoneLayers> Redone { get; init; } = [];

    /// <summary>Its only colour, as <see cref="Imaging.FlatColour"/> writes it; none if it has more.</summary>
    public string? Flat { get; init; }
}
