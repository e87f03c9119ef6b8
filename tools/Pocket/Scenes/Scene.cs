namespace Easel.Pocket.Scenes;

/// <summary>What a picture shows: everything that a caption can say.</summary>
internal sealed record Scene
{
    /// <summary>The only subject, or the first of two.</summary>
    public required Subject First { get; init; }

    /// <summary>The second subject, if there are two.</summary>
    public Subject? Second { get; init; }

    /// <summary>Where the first is, seen from the second; without meaning for one subject.</summary>
    public Relation Relation { get; init; }

    /// <summary>What lies behind.</summary>
    public required Backdrop Backdrop { get; init; }

    /// <summary>How it is drawn.</summary>
    public required Style Style { get; init; }

    /// <summary>Whether the subjects have the colours that one expects of them, so that captions may leave them out.</summary>
    public bool Natural { get; init; }

    /// <summary>Whether a combination in it is kept for tests.</summary>
    public bool IsHeldOut => HeldOut.Contains(First, Backdrop) || (Second is Subject second && HeldOut.Contains(second, Backdrop));
}
