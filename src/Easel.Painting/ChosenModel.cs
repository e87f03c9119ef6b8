using Easel.Diffusion.Pipelines;
using Easel.Painting.Library;

namespace Easel.Painting;

/// <summary>Which model a command uses, and how it came to that.</summary>
/// <param name="Checkpoint">File or folder</param>
/// <param name="Pocket">The model that comes with Easel, if it is that one under its name; else none</param>
/// <param name="StandsIn">Whether it was taken because no checkpoint was named, and none lies in the usual place</param>
internal sealed record ChosenModel(string Checkpoint, PocketModel? Pocket = null, bool StandsIn = false)
{
    /// <summary>Where the original program looks for a checkpoint.</summary>
    public const string UsualPlace = "models/ldm/stable-diffusion-v1/model.ckpt";

    /// <summary>What pictures' texts call it, if it had another name when its run began.</summary>
    public string? RecordedName { get; init; }

    /// <summary>The option that names another.</summary>
    public string Option { get; init; } = "--ckpt";

    /// <summary>The model of a name: a file or folder; else the one that comes with Easel if the name is its; else the one that <c>easel models</c> has under it.</summary>
    public static ChosenModel Named(string name, PocketModel? pocket)
    {
        if (IsTaken(name))
        {
            return new(name);
        }

        return name == PocketModel.Name && pocket is not null ? new(pocket.Options.Checkpoint, pocket) : new(ModelLibrary.CheckpointNamed(name) ?? name);
    }

    /// <summary>The model where none is named: what lies in the usual place, usable or not; else the one that comes with Easel.</summary>
    public static ChosenModel Default(PocketModel? pocket)
        => pocket is null || IsTaken(UsualPlace) ? new(UsualPlace) : new(pocket.Options.Checkpoint, pocket, StandsIn: true);

    /// <summary>Whether something has this path; a link that leads nowhere was meant to lead to a checkpoint.</summary>
    private static bool IsTaken(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
