using Easel.Imaging;

namespace Easel.Server.Jobs;

/// <summary>The queue, as every API sees it. All members may be called from any thread.</summary>
internal interface IJobs
{
    /// <summary>Puts a job into the queue; when this returns, a server that is killed still has it.</summary>
    /// <returns>the job, or one of the same owner and key that is not over</returns>
    /// <exception cref="QueueFullException">There is no room; says when to come again.</exception>
    /// <exception cref="JobRefusedException">It asks for what this server does not do.</exception>
    Job Submit(JobRequest request);

    /// <summary>The same, when the job is on the disk; no thread waits for that.</summary>
    /// <inheritdoc cref="Submit"/>
    Task<Job> SubmitAsync(JobRequest request);

    /// <summary>A job; none if there is none.</summary>
    Job? Find(string id);

    /// <summary>Jobs, those to be painted first at the front, then finished ones, the newest first.</summary>
    /// <param name="states">Of these states; of all if empty.</param>
    /// <param name="owner">Of this owner; of all if none is given.</param>
    /// <param name="skip">How many to leave out.</param>
    /// <param name="take">The most that are wanted.</param>
    IReadOnlyList<Job> List(IReadOnlyCollection<JobState> states, string? owner, int skip, int take);

    /// <summary>A queued job's place: 1 if it is the next; none if it is not queued.</summary>
    int? PlaceOf(string id);

    /// <summary>How many are queued or running, and how many pictures of these are not done yet.</summary>
    (int Jobs, int Pictures) Pending(string? owner = null);

    /// <summary>Ends it: at once if it waits, after its step if it runs. Without effect if it is over.</summary>
    /// <returns>whether there is such a job</returns>
    bool Cancel(string id);

    /// <summary>Lets it wait, after its step if it runs; it goes on where it stood after <see cref="Resume"/>.</summary>
    bool Pause(string id);

    /// <summary>Puts a paused job back into the queue, at its place.</summary>
    bool Resume(string id);

    /// <summary>Puts a failed or cancelled job back into the queue; pictures that are there are not painted again.</summary>
    bool Retry(string id);

    /// <summary>Changes its turn.</summary>
    /// <param name="id">Which.</param>
    /// <param name="priority">Greater comes first; as it is if none is given.</param>
    /// <param name="before">The job before which it is to come, from which it takes its priority; none to leave it.</param>
    /// <param name="after">The job behind which it is to come, likewise.</param>
    bool Move(string id, int? priority, string? before, string? after = null);

    /// <summary>Forgets a job that is over; its pictures stay in the gallery if they are shown there.</summary>
    bool Forget(string id);

    /// <summary>How far a job is; none if it does not run.</summary>
    JobProgress? ProgressOf(string id);

    /// <summary>The jobs that run now.</summary>
    IReadOnlyList<JobProgress> Running { get; }

    /// <summary>The newest preview of a running job, a few pixels for each eight of the picture; none if there is none.</summary>
    Image? PreviewOf(string id);

    /// <summary>The last preview of a job that does not run any more, for a while; none after that.</summary>
    Image? LastPreviewOf(string id);

    /// <summary>Decodes what a running job has come to, after its present step; none if it does not run any more.</summary>
    Task<Image?> DecodeAsync(string id, CancellationToken cancel);

    /// <summary>What happens from now on, of one job or of all; ends with the job if it is of one. A client that reads too slowly misses steps, never states and pictures.</summary>
    /// <param name="id">Which job; all if none is given.</param>
    /// <param name="after">The number of the last event that the client has seen; 0 for from now on.</param>
    /// <param name="cancel">Ends it.</param>
    IAsyncEnumerable<JobEvent> FollowAsync(string? id, long after, CancellationToken cancel);

    /// <summary>Waits until a job is over.</summary>
    Task<Job> WhenOverAsync(string id, CancellationToken cancel);

    /// <summary>Asks the running job to make no more of its present picture and go on with the next: A1111's skip.</summary>
    bool Skip(string id);
}
