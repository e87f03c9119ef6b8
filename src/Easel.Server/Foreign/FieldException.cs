namespace Easel.Server.Foreign;

/// <summary>A field of a foreign API's request has a value that cannot be used.</summary>
/// <param name="name">the field, as the API calls it; empty if it is the whole</param>
/// <param name="message">what was found, what is wanted, what to do</param>
internal sealed class FieldException(string name, string message) : Exception(message)
{
    /// <summary>The field.</summary>
    public string Field => name;
}
