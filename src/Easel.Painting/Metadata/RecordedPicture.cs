using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Schedules;
using Easel.Painting.Library;
using Easel.Tensors;

namespace Easel.Painting.Metadata;

/// <summary>What the text <c>easel</c> of a picture says, checked as far as that goes without a model: see <see cref="PictureRecordReader"/>.</summary>
internal sealed record RecordedPicture
{
    /// <summary>The text's form: see <see cref="PictureRecord.FormatVersion"/>.</summary>
    public required int Format { get; init; }

    /// <summary>The version of Easel that wrote it, such as <c>0.1.0</c>.</summary>
    public required string EaselVersion { get; init; }

    /// <summary>Whether it is a grid of several pictures, of which nothing but <see cref="Pixels"/> is told here.</summary>
    public required bool IsGrid { get; init; }

    /// <summary>The hash of the file's pixels; none in form 1.</summary>
    public string? Pixels { get; init; }

    /// <summary>What painted it, and what it was; of a grid none.</summary>
    public RecordedPainting? Painting { get; init; }
}

/// <summary>How a picture was painted, from its record.</summary>
internal sealed record RecordedPainting
{
    /// <summary>The picture's own batch, once; its initial picture and mask are still to be found.</summary>
    public required ImageRequest Request { get; init; }

    /// <summary>The picture to begin with; none for noise alone.</summary>
    public RecordedInitial? Initial { get; init; }

    /// <summary>Which of the run's iterations it belonged to, from 0.</summary>
    public required int Iteration { get; init; }

    /// <summary>How many iterations the run had.</summary>
    public required int Iterations { get; init; }

    /// <summary>Which of the run's batches, from 0.</summary>
    public required int Batch { get; init; }

    /// <summary>How many batches the run had.</summary>
    public required int Batches { get; init; }

    /// <summary>Which of its batch's pictures, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Where the noise stood when its batch began; none in form 1.</summary>
    public NoiseState? Begun { get; init; }

    /// <summary>The checkpoint.</summary>
    public required WantedModel Model { get; init; }

    /// <summary>Whether its averaged weights were asked for.</summary>
    public required bool UsesAveragedWeights { get; init; }

    /// <summary>What might be rounded.</summary>
    public required Precision Precision { get; init; }

    /// <summary>Where it ran, as <see cref="PictureRecord.WithoutNumbers"/> tells it; none if that is not known.</summary>
    public string? Device { get; init; }

    /// <summary>The digest of the model's numbers; none in form 1.</summary>
    public string? Settings { get; init; }

    /// <summary>The digest of its vocabulary; none in form 1.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>The noise that the command line named; none if it was the model's.</summary>
    public NoiseSchedule? Schedule { get; init; }

    /// <summary>What was left of the picture, from the top left; none if all was.</summary>
    public (int Width, int Height)? Kept { get; init; }

    /// <summary>What the safety check found; none if there was no check.</summary>
    public JsonObject? Safety { get; init; }

    /// <summary>Whether another picture took its place.</summary>
    public bool IsReplaced { get; init; }

    /// <summary>The text of its watermark; none if it has none.</summary>
    public string? Watermark { get; init; }

    /// <summary>What identifies the way to it; none in form 1.</summary>
    public PictureDigests? Digests { get; init; }

    /// <summary>Whether it ran on a card.</summary>
    public bool IsFromCard => Device is not null && !Device.StartsWith("cpu", StringComparison.Ordinal);
}
