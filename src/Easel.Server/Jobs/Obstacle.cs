using Easel.Painting;
using Easel.Server.Security;

namespace Easel.Server.Jobs;

/// <summary>What keeps pictures from being painted though jobs wait: mostly a disk that is full or gone. It is tried again by itself; people should know of it meanwhile.</summary>
/// <param name="discretion">Leaves the machine's folders out.</param>
internal sealed class Obstacle(Discretion discretion)
{
    private volatile string? _queue;
    private volatile string? _painting;

    /// <summary>In words; none if there is none.</summary>
    public string? Now => _queue ?? _painting;

    /// <summary>How it went with the queue.</summary>
    /// <param name="error">What went wrong; none if nothing did.</param>
    public void OfQueue(Exception? error) => _queue = TextOf(error);

    /// <summary>How it went with a picture.</summary>
    /// <inheritdoc cref="OfQueue"/>
    public void OfPainting(Exception? error) => _painting = TextOf(error);

    private string? TextOf(Exception? error) => error is null ? null : discretion.Of(Failure.Of(error).Message);
}
