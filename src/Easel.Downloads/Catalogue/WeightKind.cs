namespace Easel.Downloads.Catalogue;

/// <summary>What downloaded files are for, and so where they go.</summary>
public enum WeightKind
{
    /// <summary>A model that paints.</summary>
    Checkpoint,

    /// <summary>The text encoder's vocabulary.</summary>
    Vocabulary,

    /// <summary>The network that looks at finished pictures.</summary>
    SafetyChecker,
}
