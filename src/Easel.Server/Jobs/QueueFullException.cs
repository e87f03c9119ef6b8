namespace Easel.Server.Jobs;

/// <summary>There is no room in the queue: 429.</summary>
/// <param name="message">which limit, how much is there, what to do</param>
/// <param name="retryAfter">when there is probably room</param>
internal sealed class QueueFullException(string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>When there is probably room.</summary>
    public TimeSpan RetryAfter => retryAfter;
}
