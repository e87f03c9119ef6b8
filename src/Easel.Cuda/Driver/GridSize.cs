namespace Easel.Cuda.Driver;

/// <summary>Blocks of a launch.</summary>
/// <param name="X">1 to 2^31 - 1</param>
/// <param name="Y">1 to 65535</param>
/// <param name="Z">1 to 65535</param>
/// <param name="Cluster">Blocks in a row along Z, of which it divides the number, that run at once and see each other's shared memory; 1 for none. Hopper takes 8.</param>
internal readonly record struct GridSize(int X, int Y = 1, int Z = 1, int Cluster = 1);
