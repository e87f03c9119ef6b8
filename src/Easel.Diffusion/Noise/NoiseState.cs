namespace Easel.Diffusion.Noise;

/// <summary>How far a source has been drawn from: enough to go on there later, elsewhere.</summary>
/// <param name="Kind">Whose random numbers.</param>
/// <param name="Seed">The number that names them.</param>
/// <param name="Position">32-bit words taken from the Mersenne Twister, or tensors drawn from Philox.</param>
/// <param name="Spare">The second number of a pair whose first has been handed out, or none.</param>
public readonly record struct NoiseState(NoiseKind Kind, ulong Seed, ulong Position, double? Spare);
