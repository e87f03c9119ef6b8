namespace Easel.Server.Api.Problems;

/// <summary>There is no such thing: 404.</summary>
/// <param name="message">what there is not</param>
internal sealed class NotHereException(string message) : Exception(message);

/// <summary>It does not go with the state of things: 409.</summary>
/// <param name="message">what the state is, and what to do</param>
internal sealed class ConflictException(string message) : Exception(message);

/// <summary>Whoever asks may not: 401 or 403.</summary>
/// <param name="status">which of them</param>
/// <param name="message">why, and what to do</param>
internal sealed class ForbiddenException(int status, string message) : Exception(message)
{
    /// <summary>401 or 403.</summary>
    public int Status => status;
}
