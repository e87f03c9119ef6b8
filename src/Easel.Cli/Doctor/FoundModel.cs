using Easel.Checkpoints;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Models;
using Easel.Painting;

namespace Easel.Cli.Doctor;

/// <summary>The checkpoint and the vocabulary that <c>txt2img</c> would use if none is named.</summary>
internal sealed record FoundModel
{
    /// <summary>The file or folder, there or not.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Whether it is the model that comes with Easel.</summary>
    public required bool IsPocket { get; init; }

    /// <summary>The kind of model; none if the checkpoint cannot be used.</summary>
    public string? Family { get; init; }

    /// <summary>Its bytes.</summary>
    public long? Bytes { get; init; }

    /// <summary>The vocabulary's file; none if there is none.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>Why nothing can be painted, with what to do; none if it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Not looked at, for a reason that keeps from painting too.</summary>
    public static FoundModel Unseen(ChosenModel chosen, string problem) => new() { Checkpoint = chosen.Checkpoint, IsPocket = chosen.Pocket is not null, Problem = problem };

    /// <summary>Looks at them without reading weights.</summary>
    public static FoundModel Find(ChosenModel chosen)
    {
        FoundModel model = new() { Checkpoint = chosen.Checkpoint, IsPocket = chosen.Pocket is not null };
        return Patience.Try(() => Look(model, chosen))
            ?? model with { Problem = $"{chosen.Checkpoint} does not answer: its disk may be gone. Look at the disk, or name another checkpoint: --ckpt FILE" };
    }

    private static FoundModel Look(FoundModel model, ChosenModel chosen)
    {
        if (!Path.Exists(chosen.Checkpoint))
        {
            return model with { Problem = WhyMissing(chosen.Checkpoint) };
        }

        try
        {
            using Checkpoint checkpoint = Checkpoints.Checkpoint.Open(chosen.Checkpoint);
            model = model with { Family = CheckpointFamily.Of(checkpoint.Tensors).Name, Bytes = checkpoint.Files.Sum(file => file.Bytes) };
            FoundVocabulary vocabulary = VocabularyFinder.Open(new VocabularyPlaces { Named = chosen.Pocket?.Options.Vocabulary, Checkpoint = chosen.Checkpoint });
            return model with { Vocabulary = vocabulary.Path };
        }
        catch (Exception problem) when (problem is CheckpointException or ConfigException or GenerationException or IOException or UnauthorizedAccessException)
        {
            return model with { Problem = problem.Message };
        }
    }

    private static string WhyMissing(string path)
    {
        if (new FileInfo(path).LinkTarget is string target)
        {
            return $"{path} is a symbolic link to {target}, and nothing is there. Replace it: easel models link NAME --force";
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        try
        {
            _ = Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
        }
        catch (UnauthorizedAccessException)
        {
            return $"{path} cannot be looked for: this user may not look into {folder}. Change the folder's permissions, or name another checkpoint: --ckpt FILE";
        }

        return $"There is no checkpoint at {path}{(path == ChosenModel.UsualPlace ? $", and {PocketModel.Name}, the small model that comes with Easel, is missing from {PocketModel.Folder}" : "")}. "
            + "Name a checkpoint: easel txt2img --ckpt FILE. To get one: easel models pull sd-v1-4 --with-wanted";
    }
}
