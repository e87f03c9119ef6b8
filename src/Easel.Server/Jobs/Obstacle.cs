using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Server.Security;

namespace Easel.Server.Jobs;

/// <summary>What keeps pictures from being painted though jobs wait: mostly a disk that is full or gone. It is tried again by itself; people should know of it meanwhile.</summary>
/// <param name="discretion">Leaves the machine's folders out.</param>
internal sealed class Obstacle(Discretion discretion)
{
    private const string FullDisk = "the disk is full.";

    private volatile string? _taking;
    private volatile string? _settling;
    private volatile string? _painting;

    /// <summary>In words; none if there is none.</summary>
    public string? Now => _taking ?? _settling ?? _painting;

    /// <summary>How it went to take up what is queued.</summary>
    /// <param name="error">What went wrong; none if nothing did.</param>
    public void OfTaking(Exception? error) => _taking = TextOf(error);

    /// <summary>How it went to write down what has become of a picture.</summary>
    /// <inheritdoc cref="OfTaking"/>
    public void OfSettling(Exception? error) => _settling = TextOf(error);

    /// <summary>How it went with a picture, or with a step of it.</summary>
    /// <inheritdoc cref="OfTaking"/>
    public void OfPainting(Exception? error) => _painting = TextOf(error);

    private string? TextOf(Exception? error) => error is null ? null : FileProblem.IsDiskFull(error) ? FullDisk : discretion.Of(Failure.Of(error).Message);
}
