namespace Easel.Server.Foreign;

/// <summary>The server comes to its end while a client waits: 503. The job stays in the queue.</summary>
internal sealed class ServerEndsException() : Exception("The server is stopping. The job stays in its queue and is painted when it runs again.");
