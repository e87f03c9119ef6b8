namespace Easel.Server.Foreign;

/// <summary>A job came to an end with an error: 500.</summary>
/// <param name="message">its error, in words for whoever asked</param>
internal sealed class GenerationFailedException(string message) : Exception(message);
