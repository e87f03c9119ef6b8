namespace Easel.Painting;

/// <summary>Work came to an end because it was asked to, and the message says how it goes on.</summary>
internal sealed class InterruptedException(string message, Exception inner) : OperationCanceledException(message, inner);
