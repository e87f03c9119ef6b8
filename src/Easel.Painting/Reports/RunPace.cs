using Easel.Diffusion.Pipelines;

namespace Easel.Painting.Reports;

/// <summary>How fast a run goes, and how long it will still take.</summary>
internal sealed class RunPace(RunPlan plan)
{
    /// <summary>Weight of the newest step in the mean, as tqdm smooths.</summary>
    private const double Smoothing = 0.3;

    private double _secondsPerStep;

    /// <summary>The latest step, if any.</summary>
    public StepUpdate? Last { get; private set; }

    /// <summary>Mean time of a step, the newest counting most.</summary>
    public TimeSpan PerStep => TimeSpan.FromSeconds(_secondsPerStep);

    /// <summary>Until this batch's last step; none before the first.</summary>
    public TimeSpan? LeftOfBatch => Last is null ? null : (Last.StepCount - Last.Step) * PerStep;

    /// <summary>Until the run's last step, as if its other requests were as large as this one; none before the first.</summary>
    public TimeSpan? LeftOfRun => Last is null ? null : LeftOfBatch + ((plan.BatchCount - BatchesBegun + (RequestsLeft * plan.BatchCount)) * Last.StepCount * PerStep);

    /// <summary>Batches of all iterations that have begun.</summary>
    private long BatchesBegun => Last is null ? 0 : ((long)Last.Iteration * plan.Request.Batches.Count) + Last.Batch + 1;

    private int RequestsLeft => plan.RequestCount - plan.Number - 1;

    /// <summary>Takes note of a step.</summary>
    public void Add(StepUpdate step)
    {
        double seconds = step.Elapsed.TotalSeconds;
        _secondsPerStep = Last is null ? seconds : (Smoothing * seconds) + ((1 - Smoothing) * _secondsPerStep);
        Last = step;
    }
}
