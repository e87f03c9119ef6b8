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
    private readonly Lock _lock = new();
    private TaskCompletionSource<Image?>? _decoded;
    private bool _isOver;

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

    /// <summary>What it looks like so far, a few pixels for each eight; none before the first step.</summary>
    public Image? Preview { get; private set; }

    /// <summary>The number of that, greater than those of all before, whichever picture they are of; 0 if there is none.</summary>
    public int PreviewNumber { get; private set; }

    /// <summary>Whether somebody wants to see it decoded.</summary>
    public bool WantsDecoded
    {
        get
        {
            lock (_lock)
            {
                return _decoded is not null;
            }
        }
    }

    /// <summary>Decodes what it has come to, behind its present step; none if it is not painted any more.</summary>
    public Task<Image?> DecodeAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return Task.FromResult<Image?>(null);
            }

            _decoded ??= new TaskCompletionSource<Image?>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _decoded.Task.WaitAsync(cancel);
        }
    }

    /// <summary>Ends it after its step.</summary>
    public void End(bool isSkipped)
    {
        IsSkipped |= isSkipped;
        _stop.Cancel();
    }

    /// <summary>Takes note of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="previewNumber">The number of its preview, if it has one.</param>
    public void Take(StepUpdate step, int previewNumber)
    {
        if (step.Previews is [Image shown, ..])
        {
            (Preview, PreviewNumber) = (shown, previewNumber);
        }

        if (step.Decoded is [Image decoded, ..])
        {
            Decode(decoded);
        }

        double seconds = step.Elapsed.TotalSeconds;
        SecondsPerStep = SecondsPerStep == 0 ? seconds : (Smoothing * seconds) + ((1 - Smoothing) * SecondsPerStep);
        (Step, StepCount) = (step.Step, step.StepCount);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
        }

        Decode(null);

        // The source stays: somebody may be about to end it, and nothing is held but memory.
    }

    private void Decode(Image? image)
    {
        lock (_lock)
        {
            _decoded?.TrySetResult(image);
            _decoded = null;
        }
    }
}
