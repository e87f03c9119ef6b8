using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Easel.Server.Tests.Page.Mock;

/// <summary>What a server has: a queue, a gallery, studies, and a painter that makes a step every so often.</summary>
internal sealed class MockStudio : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<MockJob> _jobs = [];
    private readonly List<(long Number, string Name, JsonObject Data)> _events = [];
    private readonly List<Channel<(long, string, JsonObject)>> _followers = [];
    private readonly Timer _painter;
    private long _number;
    private int _made;

    public MockStudio(TimeSpan step)
    {
        StepTime = step;
        _painter = new Timer(_ => Advance(), null, step, step);
    }

    /// <summary>How long a step takes.</summary>
    public TimeSpan StepTime { get; }

    /// <summary>Whether the painter rests, so that nothing changes while somebody looks.</summary>
    public bool IsStill { get; set; }

    /// <summary>What keeps the painter from painting, as people read it.</summary>
    public string? Obstacle { get; set; }

    /// <summary>The gallery, the newest last.</summary>
    public List<JsonObject> Pictures { get; } = [];

    /// <summary>How many browsers listen.</summary>
    public int Followers => Locked(() => _followers.Count);

    public List<JsonObject> Studies { get; } = [];

    public Dictionary<string, byte[]> Uploads { get; } = [];

    public T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }

    public string NewId() => $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds():x12}{Interlocked.Increment(ref _made):x20}";

    public MockJob Add(JsonObject request, Action<MockJob>? change = null)
    {
        lock (_lock)
        {
            MockJob job = new(NewId(), request) { Order = _jobs.Count + 1, Priority = (int?)request["priority"] ?? 0 };
            change?.Invoke(job);
            _jobs.Add(job);
            Tell("job", Json(job));
            return job;
        }
    }

    public MockJob? Find(string id) => Locked(() => _jobs.Find(job => job.Id == id));

    public JsonObject Json(MockJob job)
    {
        lock (_lock)
        {
            int place = Waiting().ToList().IndexOf(job);
            return job.ToJson(place < 0 ? null : place + 1, StepTime.TotalSeconds);
        }
    }

    /// <summary>Jobs in the order of the API: those to be painted first at the front, then finished ones, the newest first.</summary>
    public IReadOnlyList<MockJob> Jobs() => Locked<IReadOnlyList<MockJob>>(() =>
    [
        .. _jobs.Where(job => job.State == "running"), .. Waiting(), .. _jobs.Where(job => job.IsOver).OrderByDescending(job => job.Finished),
    ]);

    public bool Change(string id, string verb)
    {
        lock (_lock)
        {
            if (_jobs.Find(job => job.Id == id) is not { } job)
            {
                return false;
            }

            (string State, bool Fits) next = verb switch
            {
                "cancel" => ("cancelled", !job.IsOver),
                "pause" => ("paused", job.State is "queued" or "running"),
                "resume" => ("queued", job.State == "paused"),
                "retry" => ("queued", job.State is "failed" or "cancelled"),
                _ => (job.State, true),
            };
            if (next.Fits)
            {
                job.State = next.State;
                job.Finished = job.IsOver ? DateTimeOffset.UtcNow : null;
                job.Error = job.IsOver ? job.Error : null;
            }

            Tell("job", Json(job));
            return true;
        }
    }

    public bool Move(string id, int? priority, string? before, string? after)
    {
        lock (_lock)
        {
            if (_jobs.Find(job => job.Id == id) is not { } job)
            {
                return false;
            }

            job.Priority = priority ?? job.Priority;
            if (_jobs.Find(other => other.Id == after) is { } last)
            {
                (job.Priority, job.Order) = (last.Priority, last.Order + 1);
            }
            else if (_jobs.Find(other => other.Id == before) is { } other)
            {
                List<MockJob> line = [.. Waiting().Where(waiting => waiting != job)];
                int at = line.IndexOf(other);
                double least = at > 0 && line[at - 1].Priority == other.Priority ? line[at - 1].Order : other.Order - 2;
                (job.Priority, job.Order) = (other.Priority, (least + other.Order) / 2);
            }

            Tell("job", Json(job));
            return true;
        }
    }

    public bool Forget(string id)
    {
        bool isThere = Locked(() => _jobs.RemoveAll(job => job.Id == id && job.IsOver) > 0);
        if (isThere)
        {
            Tell("jobForgotten", new JsonObject { ["id"] = id });
        }

        return isThere;
    }

    /// <summary>Puts a picture into the gallery as if a job had painted it.</summary>
    public JsonObject Paint(MockJob job, DateTimeOffset? when = null)
    {
        lock (_lock)
        {
            string id = NewId();
            JsonObject request = (JsonObject)job.Request.DeepClone();
            ulong seed = job.Seed + (ulong)job.Pictures.Count;
            JsonObject picture = new()
            {
                ["id"] = id,
                ["job"] = job.Id,
                ["index"] = job.Pictures.Count,
                ["seed"] = seed,
                ["width"] = (int?)request["width"] ?? 512,
                ["height"] = (int?)request["height"] ?? 512,
                ["created"] = (when ?? DateTimeOffset.UtcNow).ToString("O"),
                ["favourite"] = false,
                ["deleted"] = null,
                ["model"] = (string?)request["model"] ?? "pocket",
                ["request"] = request,
                ["url"] = $"/api/v1/pictures/{id}/file",
                ["thumbnail"] = $"/api/v1/pictures/{id}/thumbnail",
            };
            job.Pictures.Add(picture);
            Pictures.Add(picture);
            return picture;
        }
    }

    public void Tell(string name, JsonObject data)
    {
        lock (_lock)
        {
            _number++;
            _events.Add((_number, name, data));
            _followers.ForEach(follower => follower.Writer.TryWrite((_number, name, data)));
        }
    }

    public Channel<(long Number, string Name, JsonObject Data)> Follow(long after)
    {
        lock (_lock)
        {
            Channel<(long, string, JsonObject)> channel = Channel.CreateUnbounded<(long, string, JsonObject)>();
            foreach ((long, string, JsonObject) seen in after > 0 ? _events.Where(item => item.Number > after) : [])
            {
                channel.Writer.TryWrite(seen);
            }

            _followers.Add(channel);
            return channel;
        }
    }

    public void Leave(Channel<(long, string, JsonObject)> channel) => Locked(() => _followers.Remove(channel));

    public void Dispose() => _painter.Dispose();

    private IEnumerable<MockJob> Waiting() => _jobs.Where(job => job.State is "queued" or "paused").OrderByDescending(job => job.Priority).ThenBy(job => job.Order);

    private void Advance()
    {
        lock (_lock)
        {
            if (IsStill || (_jobs.Find(job => job.State == "running") ?? Waiting().FirstOrDefault(job => job.State == "queued")) is not { } job)
            {
                return;
            }

            if (job.State == "queued")
            {
                (job.State, job.Started, job.Attempts) = ("running", job.Started ?? DateTimeOffset.UtcNow, job.Attempts + 1);
                Tell("job", Json(job));
                return;
            }

            job.Step++;
            job.Previews++;
            if (job.Step >= job.Steps)
            {
                job.Step = 0;
                Tell("picture", (JsonObject)Paint(job).DeepClone());
                if (job.Pictures.Count >= job.Count)
                {
                    (job.State, job.Finished) = ("done", DateTimeOffset.UtcNow);
                    Tell("job", Json(job));
                }
            }
            else if (job.Step == job.FailsAt)
            {
                (job.State, job.Finished, job.FailsAt) = ("failed", DateTimeOffset.UtcNow, null);
                job.Error = "There is not enough memory for 2048 x 2048: 9.1 GiB are needed, 3.2 GiB are free. Choose a smaller size.";
                Tell("job", Json(job));
            }
            else
            {
                Tell("step", job.Progress(StepTime.TotalSeconds));
            }
        }
    }
}
