namespace Easel.Server.Jobs;

/// <summary>What has become of a job. Names are part of the API and of the database.</summary>
internal enum JobState
{
    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>It is being painted.</summary>
    Running,

    /// <summary>It was asked to wait, and goes on where it stood when it is asked to.</summary>
    Paused,

    /// <summary>All its pictures are there.</summary>
    Done,

    /// <summary>It came to an end with an error.</summary>
    Failed,

    /// <summary>It was asked to end; pictures finished before are kept.</summary>
    Cancelled,
}
