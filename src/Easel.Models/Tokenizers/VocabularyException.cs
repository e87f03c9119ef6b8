namespace Easel.Models.Tokenizers;

/// <summary>A vocabulary that cannot be used, and why.</summary>
public sealed class VocabularyException(string message, Exception? inner = null) : Exception(message, inner);
