using System.Text.Json.Nodes;

namespace Easel.Painting.Reports;

/// <summary>Events for programs: one JSON object on each line, whose first member says what happened. Lines of several threads do not mix.</summary>
internal sealed class EventLines(TextWriter output)
{
    private readonly Lock _lock = new();

    /// <summary>Writes an event.</summary>
    /// <param name="name">what happened</param>
    /// <param name="fields">more of it; taken over</param>
    public void Write(string name, JsonObject fields)
    {
        fields.Insert(0, "event", name);
        lock (_lock)
        {
            output.WriteLine(fields.ToJsonString());
        }
    }
}
