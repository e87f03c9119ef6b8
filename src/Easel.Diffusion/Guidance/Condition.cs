namespace Easel.Diffusion.Guidance;

/// <summary>Something that a picture is to be led to, or away from, throughout a run.</summary>
/// <param name="Contexts">For each step, the number of the encoded prompt that is seen in it. Equal numbers are equal prompts.</param>
/// <param name="Tokens">Of each of these prompts: a multiple of what the text encoder reads at once.</param>
/// <param name="Weight">How much it counts beside others; any number.</param>
public sealed record Condition(IReadOnlyList<int> Contexts, int Tokens, double Weight = 1);
