namespace Easel.Painting.Jobs;

/// <summary>What a command line says of the safety checker.</summary>
/// <param name="Checker">Its file or folder, if one is named.</param>
/// <param name="Replacement">The picture that takes the place of flagged ones, if it is not Easel's own card.</param>
/// <param name="IsOff">Whether no picture is checked.</param>
internal sealed record SafetyChoice(string? Checker = null, string? Replacement = null, bool IsOff = false);
