namespace Easel.Painting.Texts;

/// <summary>Options that errors and hints name, the same for commands and for the server.</summary>
internal static class OptionNames
{
    /// <summary>Where pictures go on being written when a run is gone on with.</summary>
    public const string OutputFolder = "--outdir";

    /// <summary>The safety checker's weights.</summary>
    public const string SafetyChecker = "--safety-checker";

    /// <summary>Checks no picture.</summary>
    public const string NoSafetyChecker = "--no-safety-checker";

    /// <summary>What takes the place of flagged pictures.</summary>
    public const string Replacement = "--replacement";

    /// <summary>The key that pictures are signed with.</summary>
    public const string Sign = "--sign";
}
