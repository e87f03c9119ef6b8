namespace Easel.Server.Foreign;

/// <summary>The server comes to its end while a client waits: 503.</summary>
/// <param name="isKept">whether the gallery is to keep the job's pictures, so that it stays in the queue</param>
internal sealed class ServerEndsException(bool isKept) : Exception(isKept
    ? "The server is stopping. The job stays in its queue, is painted when it runs again, and its pictures are in the gallery then."
    : "The server is stopping. The job is forgotten with this request: send it again when the server runs again.");
