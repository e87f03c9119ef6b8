using Easel.Diffusion.Pipelines;
using Easel.Painting.Reports;

namespace Easel.Cli.Reports;

/// <summary>A line now and then, for logs: at the end of a batch, and every half minute of a slow one.</summary>
internal sealed class SparseProgress(TextWriter error, TimeProvider time) : IProgressView
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private RunPlan? _plan;
    private RunPace? _pace;
    private long _lastLine;

    /// <inheritdoc/>
    public void Begin(RunPlan plan)
    {
        _plan = plan;
        _pace = new RunPace(plan);
        _lastLine = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Step(StepUpdate step)
    {
        _pace!.Add(step);
        if (step.Step == step.StepCount || time.GetElapsedTime(_lastLine) >= s_silence)
        {
            _lastLine = time.GetTimestamp();
            string place = _plan!.RequestCount > 1
                ? $"Picture {_plan.Number + 1}/{_plan.RequestCount}"
                : $"Sampling {step.Iteration + 1}/{_plan.Request.Iterations}, data {step.Batch + 1}/{_plan.Request.Batches.Count}";
            Aside(() => error.WriteLine(
                $"{place}, step {step.Step}/{step.StepCount}: {Duration.Pace(_pace.PerStep)}, {Duration.Clock(_pace.LeftOfRun!.Value)} left"));
        }
    }

    /// <inheritdoc/>
    public void Aside(Action write)
    {
        lock (_lock)
        {
            write();
        }
    }

    /// <inheritdoc/>
    public void End()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
