using Easel.Models.Tokenizers;

namespace Easel.Diffusion.Pipelines;

/// <summary>A vocabulary, and what to know of it.</summary>
/// <param name="Vocabulary">The vocabulary.</param>
/// <param name="Path">The file with its merges.</param>
/// <param name="Warning">What is odd about the file, for the user; null if nothing is.</param>
public sealed record FoundVocabulary(Vocabulary Vocabulary, string Path, string? Warning);
