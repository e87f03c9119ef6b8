namespace Easel.Diffusion.Guidance;

/// <summary>All that guides one picture of a batch.</summary>
/// <param name="Wanted">What it is to show: one condition or more.</param>
/// <param name="Unwanted">What it is led away from; without it, the picture follows <see cref="Wanted"/> without guidance.</param>
public sealed record GuidedPicture(IReadOnlyList<Condition> Wanted, Condition? Unwanted);
