using Easel.Diffusion.Pipelines;

namespace Easel.Cli.Verification;

/// <summary>How pictures are verified.</summary>
internal sealed record VerifySettings
{
    /// <summary>The checkpoint, if one is named; else it is found by its content.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The config, if one is named.</summary>
    public string? Config { get; init; }

    /// <summary>The vocabulary, if one is named.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>Where to paint; the recorded kind of device, if it is here, if none is given.</summary>
    public DeviceChoice? Device { get; init; }

    /// <summary>Threads of the processor; all if 0.</summary>
    public int Threads { get; init; }

    /// <summary>Where prepared weights are kept, if they are.</summary>
    public WeightCache? WeightCache { get; init; }

    /// <summary>Pictures of which each may be one that a picture began with.</summary>
    public IReadOnlyList<string> Initials { get; init; } = [];

    /// <summary>Masks likewise.</summary>
    public IReadOnlyList<string> Masks { get; init; } = [];

    /// <summary>Texts of which each may be a picture's prompt; compared with nothing if there are none.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>Negative prompts likewise.</summary>
    public IReadOnlyList<string> Negatives { get; init; } = [];

    /// <summary>The file of certificates that are trusted; nobody is judged if none is given.</summary>
    public string? Trust { get; init; }

    /// <summary>What took the place of flagged pictures; Easel's own card if none is given.</summary>
    public string? Replacement { get; init; }

    /// <summary>Where pictures that are painted again are written to: a file or a folder.</summary>
    public string? Keep { get; init; }

    /// <summary>Whether nothing is painted.</summary>
    public bool IsQuick { get; init; }

    /// <summary>The last step that is painted; all and the picture if 0.</summary>
    public int Until { get; init; }

    /// <summary>Whether answers are JSON.</summary>
    public bool WritesJson { get; init; }

    /// <summary>Whether other programs go first.</summary>
    public bool HasLowPriority { get; init; }
}
