namespace Easel.Diffusion.Pipelines;

/// <summary>Where a vocabulary may lie, as far as the user and the checkpoint tell.</summary>
public sealed record VocabularyPlaces
{
    /// <summary>What the user named: a list of merges, packed or not, or a folder. If it is set, nothing else is tried.</summary>
    public string? Named { get; init; }

    /// <summary>The checkpoint: a file, or a diffusers folder.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The configuration file beside which <see cref="TextModel"/> is looked for.</summary>
    public string? Config { get; init; }

    /// <summary>The configuration's <c>cond_stage_config.params.version</c>: a folder beside the file, or a name on a hub, which is passed over.</summary>
    public string? TextModel { get; init; }

    /// <summary>Tokens that the text encoder knows: vocabularies of other sizes that lie in its places are another model's. Any size if 0.</summary>
    public int Tokens { get; init; }

    /// <summary>The user's folder for what was once fetched. Null if there is none.</summary>
    public string? Cache { get; init; } = UserCache.Folder("clip");
}
