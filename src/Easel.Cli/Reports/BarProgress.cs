using Easel.Diffusion.Pipelines;
using Easel.Painting.Metadata;
using Easel.Painting.Reports;

namespace Easel.Cli.Reports;

/// <summary>Nested bars at the foot of a terminal: iterations, batches, steps; where a run has several requests, requests and steps.</summary>
internal sealed class BarProgress : IProgressView
{
    private static readonly TimeSpan s_redrawEvery = TimeSpan.FromMilliseconds(500);

    private readonly Surroundings _surroundings;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private RunPlan? _plan;
    private RunPace? _pace;
    private long _begun;
    private int _linesDrawn;

    /// <summary>Bars on a terminal.</summary>
    public BarProgress(Surroundings surroundings)
    {
        _surroundings = surroundings;
        _timer = surroundings.Time.CreateTimer(_ => Aside(() => { }), state: null, s_redrawEvery, s_redrawEvery);
    }

    /// <inheritdoc/>
    public void Begin(RunPlan plan)
    {
        lock (_lock)
        {
            _plan = plan;
            _pace = new RunPace(plan);
            _begun = plan.Number == 0 ? _surroundings.Time.GetTimestamp() : _begun;
            Draw();
        }
    }

    /// <inheritdoc/>
    public void Step(StepUpdate step)
    {
        lock (_lock)
        {
            _pace!.Add(step);
            Draw();
        }
    }

    /// <inheritdoc/>
    public void Aside(Action write)
    {
        lock (_lock)
        {
            if (_plan is null)
            {
                write();
                return;
            }

            Erase();
            write();
            Draw();
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        lock (_lock)
        {
            Erase();
            _plan = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        End();
    }

    private void Draw()
    {
        string[] lines = Lines();
        string toFirst = _linesDrawn > 1 ? $"\r\u001b[{_linesDrawn - 1}A" : "\r";
        _surroundings.Error.Write(toFirst + string.Join('\n', lines.Select(line => $"{line}\u001b[K")));
        _surroundings.Error.Flush();
        _linesDrawn = lines.Length;
    }

    private void Erase()
    {
        if (_linesDrawn > 0)
        {
            _surroundings.Error.Write(_linesDrawn > 1 ? $"\r\u001b[{_linesDrawn - 1}A\u001b[J" : "\r\u001b[J");
            _surroundings.Error.Flush();
            _linesDrawn = 0;
        }
    }

    private string[] Lines()
    {
        StepUpdate? last = _pace!.Last;
        int iterations = _plan!.Request.Iterations;
        int batches = _plan.Request.Batches.Count;
        TimeSpan elapsed = _surroundings.Time.GetElapsedTime(_begun);

        // A batch counts as done with its last step, an iteration with its last batch.
        int batchesDone = last is null ? 0 : last.Batch + (last.Step == last.StepCount ? 1 : 0);
        int iterationsDone = last is null ? 0 : last.Iteration + (batchesDone == batches ? 1 : 0);
        int columns = _surroundings.Columns() - 1;
        ProgressBar bar = new(columns, _surroundings.HasUnicode);
        string run = Times(elapsed, _pace.LeftOfRun);
        string steps = bar.Line(SamplerLabel(Infotext.SamplerName(_plan.Request.Sampler)), last?.Step ?? 0, last?.StepCount ?? _plan.Request.Steps, StepTimes());
        return _plan.RequestCount > 1
            ? [bar.Line("Pictures", _plan.Number + (iterationsDone == iterations ? 1 : 0), _plan.RequestCount, run), steps]
            : [bar.Line("Sampling", iterationsDone, iterations, run), bar.Line("data", batchesDone, batches, ""), steps];
    }

    private static string SamplerLabel(string name) => name.Length + " Sampler".Length < ProgressBar.LabelWidth ? $"{name} Sampler" : name;

    private string StepTimes() => _pace!.Last is null ? "" : $"{Duration.Clock(_pace.LeftOfBatch!.Value)} left, {Duration.Pace(_pace.PerStep)}";

    private static string Times(TimeSpan elapsed, TimeSpan? left) => left is null ? Duration.Clock(elapsed) : $"{Duration.Clock(elapsed)}, {Duration.Clock(left.Value)} left";
}
