namespace Easel.Cuda.Products;

/// <summary>What a tile takes on an H100, in microseconds.</summary>
/// <param name="Step">A step of the depth of one block on each multiprocessor.</param>
/// <param name="Turn">Beginning and ending of all blocks that are resident at once.</param>
/// <param name="Launch">Once.</param>
internal readonly record struct ProductTime(double Step, double Turn, double Launch);
