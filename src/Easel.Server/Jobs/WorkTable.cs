using Easel.Diffusion.Pipelines;
using Easel.Imaging;

namespace Easel.Server.Jobs;

/// <summary>The pictures that are being painted. It changes only within the database's lock, so that it and the rows say the same; it is read at any time.</summary>
internal sealed class WorkTable
{
    private const int MostPreviews = 16;

    private readonly Lock _lock = new();
    private readonly List<PictureWork> _all = [];
    private readonly Dictionary<string, int> _finished = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, Image> _lastPreviews = new(StringComparer.Ordinal);
    private int _previews;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>One of those that are painted somewhere; none if none is.</summary>
    public PictureWork? OneOf(Lane lane)
    {
        lock (_lock)
        {
            return _all.Find(work => work.Lane == lane);
        }
    }

    /// <summary>What those have in common that are painted side by side; none if none is.</summary>
    public string? JointOf(Lane lane) => OneOf(lane)?.Row.Joint;

    /// <summary>Adds one.</summary>
    /// <param name="work">Which.</param>
    /// <param name="finished">How many of its job's pictures are finished.</param>
    public void Add(PictureWork work, int finished)
    {
        lock (_lock)
        {
            _all.Add(work);
            _finished[work.JobId] = finished;
        }
    }

    /// <summary>Takes one out, unless it is out already.</summary>
    /// <param name="work">Which.</param>
    /// <param name="isFinished">Whether its picture is there.</param>
    public void Remove(PictureWork work, bool isFinished)
    {
        lock (_lock)
        {
            if (!_all.Remove(work))
            {
                return;
            }

            KeepPreview(work);
            if (_all.Exists(other => other.JobId == work.JobId))
            {
                _finished[work.JobId] += isFinished ? 1 : 0;
            }
            else
            {
                _finished.Remove(work.JobId);
            }
        }
    }

    /// <summary>The last preview of a job that is not painted now, if it is one of the last that were: whoever was told of a preview a moment ago gets it.</summary>
    public Image? LastPreviewOf(string job)
    {
        lock (_lock)
        {
            return _lastPreviews.GetValueOrDefault(job);
        }
    }

    /// <summary>Keeps nothing of a job that is forgotten.</summary>
    public void Forget(string job)
    {
        lock (_lock)
        {
            _lastPreviews.Remove(job);
        }
    }

    /// <summary>A job's pictures that are being painted, in their order.</summary>
    public PictureWork[] Of(string job)
    {
        lock (_lock)
        {
            return [.. _all.Where(work => work.JobId == job).OrderBy(work => work.Index)];
        }
    }

    /// <summary>Takes note of a step.</summary>
    /// <returns>how far the job is now</returns>
    public JobProgress? Step(PictureWork work, StepUpdate step)
    {
        lock (_lock)
        {
            work.Take(step, ++_previews);
        }

        return ProgressOf(work.JobId);
    }

    /// <summary>How far a job is; none if none of its pictures is being painted.</summary>
    public JobProgress? ProgressOf(string job)
    {
        lock (_lock)
        {
            PictureWork[] works = [.. _all.Where(work => work.JobId == job)];
            return works.Length == 0 ? null : Progress(works, _finished[job]);
        }
    }

    /// <summary>How far all jobs are.</summary>
    public IReadOnlyList<JobProgress> Running
    {
        get
        {
            lock (_lock)
            {
                return [.. _all.GroupBy(work => work.JobId).Select(works => Progress([.. works], _finished[works.Key]))];
            }
        }
    }

    private void KeepPreview(PictureWork work)
    {
        if (work.Preview is not Image preview)
        {
            return;
        }

        _lastPreviews.Remove(work.JobId);
        _lastPreviews[work.JobId] = preview;
        if (_lastPreviews.Count > MostPreviews)
        {
            _lastPreviews.RemoveAt(0);
        }
    }

    private static JobProgress Progress(PictureWork[] works, int finished)
    {
        Job job = works[0].Row.Job;
        int steps = Math.Max(1, works.Max(work => work.StepCount));

        // Of pictures side by side the steps are counted as if they were painted one after the other.
        int done = works.Sum(work => work.Step);
        int whole = Math.Min(works.Length - 1, done / steps);
        double pace = works.Max(work => work.SecondsPerStep);
        long left = ((long)(job.PictureCount - finished) * steps) - done;
        return new JobProgress(job.Id, Math.Min(job.PictureCount, finished + whole + 1), job.PictureCount, done - (whole * steps), steps)
        {
            Owner = job.Asked.Owner,
            SecondsPerStep = pace,
            Preview = works.Max(work => work.PreviewNumber),
            SecondsLeft = pace == 0 ? null : Math.Max(0, left) * pace / works.Length,
        };
    }
}
