namespace Easel.Server.Foreign;

/// <summary>A request names something that is not here, such as a model or a sampler: 404.</summary>
/// <param name="name">the field that names it</param>
/// <param name="message">what was found, what is here</param>
internal sealed class ThingMissingException(string name, string message) : Exception(message)
{
    /// <summary>The field.</summary>
    public string Field => name;
}
