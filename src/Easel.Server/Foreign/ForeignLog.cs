using Microsoft.Extensions.Logging;

namespace Easel.Server.Foreign;

/// <summary>Lines of the log.</summary>
internal static partial class ForeignLog
{
    /// <summary>Tells of something that nobody expected; in a private log by its kind only, as its message may hold a prompt.</summary>
    public static void Failed(ILogger logger, bool isPrivate, string path, Exception error)
    {
        if (isPrivate)
        {
            LogKind(logger, path, error.GetType().Name);
        }
        else
        {
            LogError(logger, path, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed")]
    private static partial void LogError(ILogger logger, string path, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed: {Kind}")]
    private static partial void LogKind(ILogger logger, string path, string kind);
}
