namespace Easel.Server.Jobs;

/// <summary>A request asks for what this server, or this model, does not do: 400 or 422.</summary>
/// <param name="where">the request's field that is wrong, in the words of <c>/api/v1</c>; empty if it is the whole</param>
/// <param name="message">what was found, what is wanted, what to do</param>
internal sealed class JobRefusedException(string where, string message) : Exception(message)
{
    /// <summary>The field.</summary>
    public string Field => where;
}
