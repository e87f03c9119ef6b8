namespace Easel.Checkpoints;

/// <summary>One network of a checkpoint.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Tensors">How many tensors it has.</param>
/// <param name="Parameters">How many numbers with a fraction they hold.</param>
/// <param name="Bytes">How many bytes their elements have in the file.</param>
public sealed record CheckpointPart(string Name, int Tensors, long Parameters, long Bytes);
