namespace Easel.Cuda.Translation;

/// <summary>Which kernel.</summary>
/// <param name="File">Its file, without extension.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct KernelName(string File, string Name);
