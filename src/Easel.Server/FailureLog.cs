using Easel.Painting;
using Microsoft.Extensions.Logging;

namespace Easel.Server;

/// <summary>Lines of the log on requests that failed.</summary>
internal static partial class FailureLog
{
    /// <summary>
    /// Tells of a failure: in one line if a file, the disk or a card is at fault, which commands tell of in one line too; with all that is known if Easel is. In a private log by its
    /// kind only, as its message may hold a prompt.
    /// </summary>
    public static void Tell(ILogger logger, bool isPrivate, string place, Exception error)
    {
        var failure = Failure.Of(error);
        if (failure.IsMistake && !isPrivate)
        {
            LogMistake(logger, place, error);
        }
        else if (failure.IsMistake)
        {
            LogMistakeKind(logger, place, error.GetType().Name);
        }
        else
        {
            LogFailure(logger, place, isPrivate ? error.GetType().Name : failure.Message.ReplaceLineEndings(" "));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Place} failed")]
    private static partial void LogMistake(ILogger logger, string place, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Place} failed: {Kind}")]
    private static partial void LogMistakeKind(ILogger logger, string place, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Place} failed: {Why}")]
    private static partial void LogFailure(ILogger logger, string place, string why);
}
