using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Schedules;
using Easel.Imaging.Png;
using Easel.Painting.Jobs;
using Easel.Tensors;

namespace Easel.Painting.Journals;

/// <summary>The model that a run began with.</summary>
/// <param name="Path">where it was</param>
/// <param name="Name">its file's or folder's name, which pictures' texts tell</param>
/// <param name="IsPocket">whether it is the model that comes with Easel</param>
internal sealed record RecordedModel(string Path, string Name, bool IsPocket)
{
    /// <summary>The file's size; none for a folder.</summary>
    public long? Bytes { get; init; }

    /// <summary>When the file was written to, in ticks of UTC.</summary>
    public long? Changed { get; init; }

    /// <summary>The folder's: <see cref="CheckpointSearch.FingerprintOf"/>.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Whether the averaged weights are used.</summary>
    public bool UseAveragedWeights { get; init; }

    /// <summary>What may be rounded.</summary>
    public Precision Precision { get; init; }

    /// <summary>Whether middle layers are in eight bits.</summary>
    public bool UsesInt8 { get; init; }

    /// <summary>Where it ran.</summary>
    public DeviceChoice Device { get; init; }

    /// <summary>The noise, where it is not the checkpoint's.</summary>
    public NoiseSchedule? Schedule { get; init; }
}

/// <summary>A file that a run read.</summary>
/// <param name="Path">where it was</param>
/// <param name="Sha256">of its content; none if that was not known</param>
internal sealed record RecordedFile(string Path, string? Sha256);

/// <summary>A picture and mask that a run reads when it is their turn.</summary>
/// <param name="Files">where they were, and their hashes</param>
/// <param name="Size">of the picture</param>
internal sealed record RecordedPicture(MaskedPicture Files, (int Width, int Height) Size);

/// <summary>A run as <see cref="JobWriter"/> wrote it down.</summary>
internal sealed record RecordedJob
{
    /// <summary>The command's word, such as <c>txt2img</c>.</summary>
    public required string Command { get; init; }

    /// <summary>Which Easel began it.</summary>
    public required string Version { get; init; }

    /// <summary>When.</summary>
    public required DateTime Begun { get; init; }

    /// <summary>Whether it ends with the original scripts' words.</summary>
    public required bool EndsAsScript { get; init; }

    /// <summary>What paints.</summary>
    public required RecordedModel Model { get; init; }

    /// <summary>Its config, if it had one.</summary>
    public required RecordedFile? Config { get; init; }

    /// <summary>Its vocabulary, if that was known.</summary>
    public required RecordedFile? Vocabulary { get; init; }

    /// <summary>Whether pictures were checked.</summary>
    public required bool IsChecked { get; init; }

    /// <summary>The checker that was named.</summary>
    public required string? Checker { get; init; }

    /// <summary>What takes the place of pictures that it flags, among the things kept beside; Easel's own card if none.</summary>
    public required string? Replacement { get; init; }

    /// <summary>Whether pictures get the invisible watermark.</summary>
    public required bool IsMarked { get; init; }

    /// <summary>Whether they are signed.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>Whether their files tell of prompts by their hash only.</summary>
    public required bool HidesPrompts { get; init; }

    /// <summary>Bytes of memory to stay below, if there was such a limit.</summary>
    public long? MaxMemory { get; init; }

    /// <summary>Texts of every picture's file.</summary>
    public required IReadOnlyList<PngText> Texts { get; init; }

    /// <summary>Where files go; the folder is where it was.</summary>
    public required OutputPlan Output { get; init; }

    /// <summary>Whether the journals' folder lay in that of the pictures.</summary>
    public required bool IsOutputAbove { get; init; }

    /// <summary>Where names began in counting.</summary>
    public required OutputNumbers Numbers { get; init; }

    /// <summary>The request; without its picture and size if there are <see cref="Pictures"/>.</summary>
    public required ImageRequest Request { get; init; }

    /// <summary>What is painted one after the other, if that is more than one request.</summary>
    public required IReadOnlyList<RecordedPicture> Pictures { get; init; }

    /// <summary>How much of the steps is painted of <see cref="Pictures"/>.</summary>
    public required double Strength { get; init; }

    /// <summary>How many pictures the run has.</summary>
    public long PictureCount => Math.Max(1, Pictures.Count) * (long)Request.Iterations * Request.Batches.Sum(batch => (long)batch.Count);

    /// <summary>What is painted.</summary>
    /// <param name="pictures">The folder of <see cref="Pictures"/>, if they have moved.</param>
    public IReadOnlyList<PlannedRequest> Requests(string? pictures)
        => Pictures.Count == 0 ? [new WholeRequest(Request)] : [.. Pictures.Select(picture => new MaskedRequest(Moved(picture.Files, pictures), Request, Strength, picture.Size))];

    private static MaskedPicture Moved(MaskedPicture files, string? folder)
        => folder is null ? files : files with { Picture = Path.Combine(folder, Path.GetFileName(files.Picture)), Mask = Path.Combine(folder, Path.GetFileName(files.Mask)) };
}
