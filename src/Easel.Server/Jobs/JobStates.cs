namespace Easel.Server.Jobs;

/// <summary>States as the database and the API write them.</summary>
internal static class JobStates
{
    /// <summary>The name of a state.</summary>
    public static string NameOf(JobState state) => state switch
    {
        JobState.Queued => "queued",
        JobState.Running => "running",
        JobState.Paused => "paused",
        JobState.Done => "done",
        JobState.Failed => "failed",
        _ => "cancelled",
    };

    /// <summary>The state of a name.</summary>
    public static JobState? Find(string name) => Enum.GetValues<JobState>().Where(state => NameOf(state) == name).Select(state => (JobState?)state).FirstOrDefault();
}
