using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Painting.Metadata;
using Easel.Painting.Texts;

namespace Easel.Painting.Jobs;

/// <summary>A checkpoint on disk, and what identifies it in a picture's texts.</summary>
internal sealed class CheckpointFile
{
    private readonly ContentHash _hashes;
    private readonly string? _recordedName;

    private CheckpointFile(string path, string? recordedName, ContentHash hashes)
    {
        Path = path;
        _recordedName = recordedName;
        _hashes = hashes;
        if (File.Exists(path))
        {
            Bytes = (File.ResolveLinkTarget(path, returnFinalTarget: true) is FileInfo target ? target : new FileInfo(path)).Length;
        }
    }

    /// <summary>As it was named.</summary>
    public string Path { get; }

    /// <summary>Its last part, without the folder; or what it was called when its run began.</summary>
    public string Name => _recordedName ?? System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

    /// <summary>Its size; none for a folder.</summary>
    public long? Bytes { get; }

    /// <summary>Its SHA-256 in small hexadecimal; none for a folder. Computed when first asked for, if it is not noted down: begin with it where it delays nothing.</summary>
    public Task<string?> Sha256 => _hashes.OfAsync(Path);

    /// <summary>What a picture's texts say that painted it.</summary>
    /// <param name="model">What was opened of it.</param>
    public async Task<PaintedWith> PaintedWithAsync(PipelineSummary model)
        => new(model.Family, Name, Bytes, await Sha256.ConfigureAwait(false), model.Device, EaselVersion.Text) { Settings = model.Settings, Vocabulary = model.Vocabulary };

    /// <summary>The checkpoint of a job.</summary>
    /// <param name="job">What is to be painted.</param>
    /// <param name="pocket">The model that comes with Easel, for who has no checkpoint; none if it is missing too.</param>
    /// <param name="hashes">Computes its hash; the job's own if none is given.</param>
    /// <exception cref="GenerationException">There is none; the message says how to get one.</exception>
    public static CheckpointFile Find(PaintingJob job, PocketModel? pocket, ContentHash? hashes = null)
        => Find(job.Model, job.Command, hashes ?? job.Pipeline.WeightCache?.Hashes ?? new ContentHash(), pocket);

    /// <summary>The checkpoint of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="word">The command that uses it, such as <c>txt2img</c>.</param>
    /// <param name="hashes">Computes its hash.</param>
    /// <param name="pocket">The model that comes with Easel, for who has no checkpoint; none if it is missing too.</param>
    /// <exception cref="GenerationException">There is none; the message says how to get one.</exception>
    public static CheckpointFile Find(ChosenModel model, string word, ContentHash hashes, PocketModel? pocket)
    {
        string path = model.Checkpoint;
        if (System.IO.Path.Exists(path) && (Directory.Exists(path) || TargetExists(path)))
        {
            return new CheckpointFile(path, model.RecordedName, hashes);
        }

        if (new FileInfo(path).LinkTarget is string target)
        {
            throw new GenerationException($"{path} is a symbolic link to {target}, and nothing is there. Point it at a checkpoint, or name another: {model.Option} FILE");
        }

        string command = $"easel {word} {model.Option}";
        throw new GenerationException(
            $"""
            No checkpoint at {path}.
            {Others(path)}Get one of Stable Diffusion v1, such as sd-v1-4.ckpt of https://huggingface.co/CompVis/stable-diffusion-v-1-4-original,
            then put it, or a symbolic link to it, at
              {path}
            or say where it is: {command} FILE
            easel models pull sd-v1-4 downloads it, and easel models link sd-v1-4 makes the link.
            {WithoutOne(pocket, command)}
            """);
    }

    private static bool TargetExists(string path) => File.Exists(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);

    /// <summary>The way to paint without a checkpoint of one's own; or why there is none.</summary>
    private static string WithoutOne(PocketModel? pocket, string command) => pocket is not null
        ? $"To paint with {PocketModel.Name}, the small model that comes with Easel: {command} {PocketModel.Name}"
        : $"({PocketModel.Name}, the small model that comes with Easel, would need none; but it is missing from {PocketModel.Folder}.)";

    /// <summary>Checkpoints that do lie in the folder, as a line.</summary>
    private static string Others(string path)
    {
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? "";
        if (!Directory.Exists(folder))
        {
            return "";
        }

        string[] names = [.. Directory.EnumerateFiles(folder).Select(file => System.IO.Path.GetFileName(file)).Where(IsCheckpointName).Order(StringComparer.Ordinal).Take(5)];
        return names.Length == 0 ? "" : $"That folder has {string.Join(", ", names.Select(Quoted.Of))}.\n";
    }

    private static bool IsCheckpointName(string name) => System.IO.Path.GetExtension(name) is ".ckpt" or ".safetensors" or ".pt";
}
