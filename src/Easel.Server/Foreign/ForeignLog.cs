using Microsoft.Extensions.Logging;

namespace Easel.Server.Foreign;

/// <summary>Lines of the log.</summary>
internal static partial class ForeignLog
{
    /// <summary>Something that nobody expected.</summary>
    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed")]
    public static partial void Failed(ILogger logger, string path, Exception error);
}
