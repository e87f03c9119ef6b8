namespace Easel.Painting.Jobs;

/// <summary>How a run treats other programs and whoever watches.</summary>
/// <param name="HasLowPriority">Whether other programs go first.</param>
/// <param name="IsQuiet">Whether nothing but errors is said.</param>
/// <param name="WritesJson">Whether events are told as JSON.</param>
internal sealed record RunSettings(bool HasLowPriority = false, bool IsQuiet = false, bool WritesJson = false)
{
    /// <summary>Whether nothing is painted, but told what it would take.</summary>
    public bool IsPlan { get; init; }

    /// <summary>Whether what is known of the machine is forgotten before.</summary>
    public bool Calibrates { get; init; }

    /// <summary>Bytes of memory to stay below, if there is such a limit.</summary>
    public long? MaxMemory { get; init; }
}
