using System.Collections.Immutable;

namespace Easel.Models.Tokenizers;

/// <summary>A prompt as the text encoder reads it.</summary>
/// <param name="Ids">Start, at most 75 tokens, end, and the end again up to <see cref="ClipTokenizer.Length"/> ids.</param>
/// <param name="Count">How many tokens the whole prompt has, without start and end.</param>
/// <param name="Cut">What had no room, from the first word that did not fit whole, in small letters; empty if all fitted.</param>
public sealed record Tokens(ImmutableArray<int> Ids, int Count, string Cut);
