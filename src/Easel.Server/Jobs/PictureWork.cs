using Easel.Diffusion.Pipelines;
using Easel.Imaging;

namespace Easel.Server.Jobs;

/// <summary>A picture that is being painted.</summary>
/// <param name="row">its job</param>
/// <param name="index">which of the job's pictures</param>
/// <param name="lane">where it is painted</param>
internal sealed class PictureWork(JobRow row, int index, Lane lane) : IDisposable
{
    /// <summary>Weight of the newest step in the mean, as tqdm smooths.</summary>
    private const double Smoothing = 0.3;

    private readonly CancellationTokenSource _stop = new();

    /// <summary>Its job, as it was when the picture was begun.</summary>
    public JobRow Row => row;

    /// <summary>Where it is painted.</summary>
    public Lane Lane => lane;

    /// <summary>The job's id.</summary>
    public string JobId => row.Job.Id;

    /// <summary>Which of the job's pictures, from 0.</summary>
    public int Index => index;

    /// <summary>Asks it to come to an end after its step.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Whether no more of it is wanted.</summary>
    public bool IsSkipped { get; private set; }

    /// <summary>Steps done.</summary>
    public int Step { get; private set; }

    /// <summary>Of how many.</summary>
    public int StepCount { get; private set; } = row.Job.Asked.Request.Steps;

    /// <summary>Mean time of a step; 0 before the first.</summary>
    public double SecondsPerStep { get; private set; }

    /// <summary>What it looks like so far, a few pixels for each eight; none if that is not known.</summary>
    public Image? Preview { get; private set; }

    /// <summary>Decodes what it has come to, after its present step; none if it is not painted any more.</summary>
    public Func<CancellationToken, Task<Image?>> DecodeAsync { get; set; } = _ => Task.FromResult<Image?>(null);

    /// <summary>Ends it after its step.</summary>
    public void End(bool isSkipped)
    {
        IsSkipped |= isSkipped;
        _stop.Cancel();
    }

    /// <summary>Takes note of a step.</summary>
    public void Take(StepUpdate step)
    {
        double seconds = step.Elapsed.TotalSeconds;
        SecondsPerStep = SecondsPerStep == 0 ? seconds : (Smoothing * seconds) + ((1 - Smoothing) * SecondsPerStep);
        (Step, StepCount) = (step.Step, step.StepCount);
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
