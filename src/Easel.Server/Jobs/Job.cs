using Easel.Diffusion;

namespace Easel.Server.Jobs;

/// <summary>What someone asks to be painted, in whichever API.</summary>
internal sealed record JobRequest
{
    /// <summary>What to paint; its seed is drawn already. Several pictures are iterations with a seed each, so that every one can be painted alone.</summary>
    public required ImageRequest Request { get; init; }

    /// <summary>How the picture to begin with was given its size, as the API names it; none if that is not known, or there is none.</summary>
    public string? Fit { get; init; }

    /// <summary>The model's name as <see cref="Models.IModels"/> lists it; the server's own if none is given.</summary>
    public string? Model { get; init; }

    /// <summary>Greater comes first; -10 to 10.</summary>
    public int Priority { get; init; }

    /// <summary>Whose token asked; empty where no token is wanted.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Which API asked: <c>api</c>, <c>page</c>, <c>sdapi</c>, <c>openai</c>.</summary>
    public string Source { get; init; } = "api";

    /// <summary>What the client calls it, such as A1111's <c>force_task_id</c>; unique among a client's jobs that are not over: a second submit answers the first one's job.</summary>
    public string? Key { get; init; }

    /// <summary>Whether pictures appear in the gallery; those of an API that gives pictures back may be only for who asked.</summary>
    public bool IsShown { get; init; } = true;
}

/// <summary>A job as the database has it.</summary>
/// <param name="Id">32 hexadecimal digits that sort by time</param>
/// <param name="State">what has become of it</param>
/// <param name="Asked">what was asked; of a picture to begin with and its mask one pixel stands for them, as they lie in files</param>
internal sealed record Job(string Id, JobState State, JobRequest Asked)
{
    /// <summary>Its place among those of the same priority: smaller comes first.</summary>
    public required double Order { get; init; }

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was first begun.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>How often it was begun or gone on with: more than once after a pause, a retry, or a server that ended.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it failed, in words for whoever asked.</summary>
    public string? Error { get; init; }

    /// <summary>What whoever asked should know though pictures are there.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Pictures asked for.</summary>
    public int PictureCount => Asked.Request.Iterations * Asked.Request.Batches.Sum(batch => batch.Count);

    /// <summary>Whether nothing more will become of it unless someone asks.</summary>
    public bool IsOver => State is JobState.Done or JobState.Failed or JobState.Cancelled;
}

/// <summary>How far a running job is.</summary>
/// <param name="Job">its id</param>
/// <param name="Picture">the picture being painted, from 1</param>
/// <param name="Pictures">of how many</param>
/// <param name="Step">steps done of it</param>
/// <param name="Steps">of how many</param>
internal sealed record JobProgress(string Job, int Picture, int Pictures, int Step, int Steps)
{
    /// <summary>Whose it is.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Seconds that a step takes; 0 if not known yet.</summary>
    public double SecondsPerStep { get; init; }

    /// <summary>Seconds until the job is done, as it goes now; none if not known yet.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>0 to 1.</summary>
    public double Fraction => Pictures == 0 || Steps == 0 ? 0 : Math.Min(1, (Picture - 1 + ((double)Step / Steps)) / Pictures);

    /// <summary>Counts the previews of this job that were made; 0 if there is none. <see cref="IJobs.PreviewOf"/> gives the newest.</summary>
    public int Preview { get; init; }
}
