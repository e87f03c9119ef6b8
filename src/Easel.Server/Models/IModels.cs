namespace Easel.Server.Models;

/// <summary>A model that requests can name.</summary>
/// <param name="Name">what requests call it: a name of <c>easel models</c>, <c>pocket</c>, or a checkpoint's file name</param>
/// <param name="Family">such as Stable Diffusion v1; empty if not known before it is opened</param>
/// <param name="File">the checkpoint's file name without its folder</param>
internal sealed record ModelEntry(string Name, string Family, string File)
{
    /// <summary>The checkpoint's SHA-256; none if it was not computed yet, or it is a folder.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether it is in memory.</summary>
    public bool IsLoaded { get; init; }

    /// <summary>Whether it is the server's own, which paints where none is named.</summary>
    public bool IsDefault { get; init; }

    /// <summary>What it paints best: size, steps, guidance.</summary>
    public required Easel.Models.ModelDefaults Defaults { get; init; }
}

/// <summary>The models of this machine. No request names a path.</summary>
internal interface IModels
{
    /// <summary>All, the server's own first.</summary>
    IReadOnlyList<ModelEntry> List();

    /// <summary>The model of a name, in any spelling that clients use: with its extension, with A1111's <c>[hash]</c> behind it; the server's own if none is given.</summary>
    ModelEntry? Find(string? name);

    /// <summary>Looks for models again.</summary>
    void Refresh();
}
