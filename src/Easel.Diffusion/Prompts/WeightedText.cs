namespace Easel.Diffusion.Prompts;

/// <summary>A stretch of a prompt and how much it counts.</summary>
/// <param name="Text">Without the brackets that say so. Empty for a break.</param>
/// <param name="Weight">1 as it stands; any number.</param>
/// <param name="IsBreak">Whether it is the command BREAK, behind which a new chunk begins.</param>
internal readonly record struct WeightedText(string Text, double Weight, bool IsBreak = false);
