namespace Easel.Checkpoints;

/// <summary>One file of a checkpoint.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Sha256">The hash of its content, as 64 lower-case digits.</param>
public sealed record CheckpointFile(string Path, long Bytes, string Sha256);
