using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Easel.Server.Api.Bodies;
using Easel.Server.Api.Reading;
using Easel.Server.Jobs;
using Easel.Server.Security;
using Easel.Server.Studies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Easel.Server.Api.Events;

/// <summary>Writes what happens as server-sent events (WHATWG HTML, sec. 9.2).</summary>
/// <param name="jobs">The queue.</param>
/// <param name="view">Tells of jobs and pictures.</param>
/// <param name="studies">Which studies there are.</param>
/// <param name="studyView">Tells of them.</param>
/// <param name="discretion">Leaves folders out of warnings.</param>
/// <param name="time">The clock.</param>
internal sealed class EventStream(IJobs jobs, RequestView view, StudyStore studies, StudyView studyView, Discretion discretion, TimeProvider time)
{
    private const int MostTold = 200;
    private const int TextsKept = 1_024;

    // Events that come at once go at once, but no more of them are held for one client.
    private const int MostUnsent = 16 << 10;

    private static readonly byte[] s_beginning = "retry: 2000\n\n"u8.ToArray();
    private static readonly byte[] s_heartbeat = ": still here\n\n"u8.ToArray();

    /// <summary>How long nothing may come: proxies close what is silent for a minute.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly Told?[] _told = new Told?[TextsKept];

    private static readonly JobState[] s_open = [JobState.Running, JobState.Queued, JobState.Paused];

    /// <summary>Writes until the client goes, the server ends, or the job is over.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="id">Which job; all of the caller's if none is given.</param>
    public Task WriteAsync(HttpContext context, string? id)
    {
        long after = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out long last) ? last : 0;
        Dictionary<string, bool> seen = new(StringComparer.Ordinal);
        return WriteAsync(context, id, after, Begin, async happened =>
        {
            if (MaySee(context, happened, seen))
            {
                await WriteAsync(context, happened).ConfigureAwait(false);
            }

            if (happened is EventsMissed && id is null)
            {
                TellState(context, id);
            }

            return true;
        });

        bool Begin()
        {
            if (after == 0)
            {
                TellState(context, id);
            }

            return true;
        }
    }

    /// <summary>Writes until the client goes, the server ends, or somebody says that it is the end.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="id">Which job; all if none is given.</param>
    /// <param name="after">The last event that was seen; 0 for none.</param>
    /// <param name="begin">Tells how all stands; whether there is more to come.</param>
    /// <param name="tell">Tells of an event; whether there is more to come.</param>
    public async Task WriteAsync(HttpContext context, string? id, long after, Func<bool> begin, Func<JobEvent, Task<bool>> tell)
    {
        CancellationToken gone = context.RequestAborted;
        HttpResponse response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would collect them
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(gone);
        IAsyncEnumerator<JobEvent> events = jobs.FollowAsync(id, after, stop.Token).GetAsyncEnumerator(stop.Token);

        // The first question begins to listen: what happens while the state is told is told behind it.
        Task<bool> next = events.MoveNextAsync().AsTask();
        try
        {
            // The state is looked at before anything is sent: who has an answer has what was so before it.
            bool goesOn = begin();
            Write(response, s_beginning);
            await response.BodyWriter.FlushAsync(gone).ConfigureAwait(false);
            while (goesOn && await WaitAsync(next, response, gone).ConfigureAwait(false))
            {
                JobEvent happened = events.Current;
                next = events.MoveNextAsync().AsTask();
                if (!await tell(happened).ConfigureAwait(false))
                {
                    return;
                }

                if (!next.IsCompleted || response.BodyWriter.UnflushedBytes > MostUnsent)
                {
                    await response.BodyWriter.FlushAsync(gone).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // It must have come to rest before it can be let go.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await events.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Writes one event, which is sent when no other waits behind it.</summary>
    public async Task WriteAsync(HttpContext context, JobEvent happened) => Write(context.Response, await TextOf(happened).ConfigureAwait(false));

    /// <summary>Writes one event, which is sent when no other waits behind it.</summary>
    /// <param name="context">To whom.</param>
    /// <param name="number">The event's; none if it tells of a state.</param>
    /// <param name="name">What happened.</param>
    /// <param name="data">More of it.</param>
    public static void Write<T>(HttpContext context, long? number, string name, T data) => Write(context.Response, TextOf(number, name, data));

    /// <summary>An event's text, made once for all who follow: they are told the same at about the same time. Whoever waits for it meanwhile holds no thread.</summary>
    private Task<byte[]> TextOf(JobEvent happened)
    {
        ref Told? place = ref _told[happened.Number % _told.Length];
        Told? told = Volatile.Read(ref place);
        if (ReferenceEquals(told?.Event, happened))
        {
            return told!.Text.Task;
        }

        Told made = new(happened, new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously));
        Told? other = Interlocked.CompareExchange(ref place, made, told);
        if (ReferenceEquals(other?.Event, happened))
        {
            return other!.Text.Task;
        }

        try
        {
            made.Text.SetResult(Describe(happened));
        }
        catch (Exception error)
        {
            // Those who wait for it fail with it; whoever comes back has it described anew.
            Interlocked.CompareExchange(ref place, null, made);
            made.Text.SetException(error);
        }

        return made.Text.Task;
    }

    private byte[] Describe(JobEvent happened) => happened switch
    {
        JobChanged changed => TextOf(happened.Number, "job", view.Of(changed.Now)),
        JobStepped stepped => TextOf(happened.Number, "step", RequestView.Of(stepped.Progress)),
        JobPainted painted => TextOf(happened.Number, "picture", RequestView.Of(painted.Picture)),
        JobWarned warned => TextOf(happened.Number, "warning", new WarningJson(warned.Job, discretion.Of(warned.Message))),
        JobForgotten forgotten => TextOf(happened.Number, "jobForgotten", new GoneJson(forgotten.Job)),
        PictureChanged changed => TextOf(happened.Number, "pictureChanged", RequestView.Of(changed.Picture)),
        PictureErased erased => TextOf(happened.Number, "pictureErased", new ErasedJson(erased.Picture.Id, erased.Job)),
        StudyChanged changed => studies.Find(changed.Study) is StudyRow study ? TextOf(happened.Number, "study", studyView.Brief(study)) : [],
        StudyForgotten forgotten => TextOf(happened.Number, "studyForgotten", new GoneJson(forgotten.Study)),
        EventsMissed => TextOf(happened.Number, "missed", new MissedJson()),
        _ => [],
    };

    private static byte[] TextOf<T>(long? number, string name, T data)
    {
        // JSON of the web's form has no line ends of its own.
        string id = number is long known ? string.Create(CultureInfo.InvariantCulture, $"id: {known}\n") : "";
        return Encoding.UTF8.GetBytes($"{id}event: {name}\ndata: {JsonSerializer.Serialize(data, JsonSerializerOptions.Web)}\n\n");
    }

    private void TellState(HttpContext context, string? id)
    {
        IReadOnlyList<JobJson> standing = id is null ? view.Of(jobs.List(s_open, Requester.FilterOf(context), 0, MostTold), isWhole: Requester.FilterOf(context) is null)
            : jobs.Find(id) is { IsOver: false } one ? [view.Of(one)]
            : [];
        foreach (JobJson job in standing)
        {
            Write(context, number: null, "job", job);
        }
    }

    private async Task<bool> WaitAsync(Task<bool> next, HttpResponse response, CancellationToken gone)
    {
        while (!next.IsCompleted)
        {
            try
            {
                return await next.WaitAsync(Heartbeat, time, gone).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                await response.BodyWriter.WriteAsync(s_heartbeat, gone).ConfigureAwait(false);
            }
        }

        return await next.ConfigureAwait(false);
    }

    private bool MaySee(HttpContext context, JobEvent happened, Dictionary<string, bool> seen) => happened switch
    {
        EventsMissed => true,
        JobChanged changed => Requester.MaySee(context, changed.Now.Asked.Owner),
        JobForgotten forgotten => Requester.MaySee(context, forgotten.Was.Asked.Owner),
        JobPainted painted => Requester.MaySee(context, painted.Picture.Owner),
        PictureChanged changed => Requester.MaySee(context, changed.Picture.Owner),
        PictureErased erased => Requester.MaySee(context, erased.Picture.Owner),
        JobStepped stepped => Requester.MaySee(context, stepped.Progress.Owner),
        StudyChanged changed => Requester.MaySee(context, changed.Owner),
        StudyForgotten forgotten => Requester.MaySee(context, forgotten.Owner),
        _ => Requester.FilterOf(context) is null || MaySeeJob(context, happened.Job, seen),
    };

    private bool MaySeeJob(HttpContext context, string id, Dictionary<string, bool> seen)
    {
        if (!seen.TryGetValue(id, out bool may))
        {
            if (seen.Count >= MostTold)
            {
                seen.Clear();
            }

            seen[id] = may = jobs.Find(id) is Job job && Requester.MaySee(context, job.Asked.Owner);
        }

        return may;
    }

    private static void Write(HttpResponse response, byte[] text) => response.BodyWriter.Write(text);

    private sealed record Told(JobEvent Event, TaskCompletionSource<byte[]> Text);
}
