namespace Easel.Server.Api.Bodies;

/// <summary>A job.</summary>
internal sealed record JobJson
{
    /// <summary>32 hexadecimal digits that sort by time.</summary>
    public required string Id { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>paused</c>, <c>done</c>, <c>failed</c>, or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary>Greater comes first.</summary>
    public required int Priority { get; init; }

    /// <summary>Its place in the queue: 1 if it is the next; null if it does not wait.</summary>
    public int? Place { get; init; }

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was first begun.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>How often it was begun or gone on with.</summary>
    public int Attempts { get; init; }

    /// <summary>Which API asked: <c>api</c>, <c>page</c>, <c>study</c>, <c>sdapi</c>, <c>openai</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What the client calls it.</summary>
    public string? Key { get; init; }

    /// <summary>What is painted, with all that was not said filled in, so that it can be submitted again.</summary>
    public required JobBody Request { get; init; }

    /// <summary>Pictures asked for.</summary>
    public required int Count { get; init; }

    /// <summary>Those that are there and not in the bin.</summary>
    public required IReadOnlyList<PictureJson> Pictures { get; init; }

    /// <summary>How far it is; null if it is not painted now.</summary>
    public ProgressJson? Progress { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>What should be known though pictures are there.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>How far a job is.</summary>
internal sealed record ProgressJson
{
    /// <summary>The job's id.</summary>
    public required string Job { get; init; }

    /// <summary>The picture being painted, from 1.</summary>
    public required int Picture { get; init; }

    /// <summary>Of how many.</summary>
    public required int Pictures { get; init; }

    /// <summary>Steps done of it.</summary>
    public required int Step { get; init; }

    /// <summary>Of how many.</summary>
    public required int Steps { get; init; }

    /// <summary>Seconds that a step takes; 0 if not known yet.</summary>
    public required double SecondsPerStep { get; init; }

    /// <summary>Seconds until the job is done; null if not known yet.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Fraction { get; init; }

    /// <summary>Counts the previews that were made, so that a new one has a new address; 0 if there is none.</summary>
    public required int Preview { get; init; }
}

/// <summary>A finished picture.</summary>
internal sealed record PictureJson
{
    /// <summary>32 hexadecimal digits that sort by time.</summary>
    public required string Id { get; init; }

    /// <summary>The job that painted it.</summary>
    public required string Job { get; init; }

    /// <summary>Which of the job's pictures, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The number that names its noise.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Pixels of a row.</summary>
    public required int Width { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>When it was finished.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Whether it is marked.</summary>
    public required bool Favourite { get; init; }

    /// <summary>When it was put into the bin; null if it was not.</summary>
    public DateTimeOffset? Deleted { get; init; }

    /// <summary>Whether the gallery lists it; false if it is only for the program that asked, and goes with its job.</summary>
    public required bool Shown { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>What paints this picture alone.</summary>
    public required JobBody Request { get; init; }

    /// <summary>The file's SHA-256.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Where its file is.</summary>
    public required string Url { get; init; }

    /// <summary>Where a small copy is.</summary>
    public required string Thumbnail { get; init; }
}
