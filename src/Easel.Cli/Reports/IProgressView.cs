using Easel.Diffusion.Pipelines;
using Easel.Painting.Reports;

namespace Easel.Cli.Reports;

/// <summary>Shows how far a run is.</summary>
internal interface IProgressView : IDisposable
{
    /// <summary>Painting begins.</summary>
    void Begin(RunPlan plan);

    /// <summary>A step is done.</summary>
    void Step(StepUpdate step);

    /// <summary>Lets something else be written, and shows itself again below it.</summary>
    void Aside(Action write);

    /// <summary>Takes itself away.</summary>
    void End();
}
