using Easel.Diffusion.Pipelines;
using Easel.Painting.Jobs;

namespace Easel.Painting.Reports;

/// <summary>Tells someone how a run goes.</summary>
internal interface IRunReport : IDisposable
{
    /// <summary>A model is about to be opened.</summary>
    void Opening(ChosenModel model);

    /// <summary>Something about what is going to be painted.</summary>
    void Note(string message);

    /// <summary>A request is going to be painted.</summary>
    void Started(RunPlan plan);

    /// <summary>A step is done.</summary>
    void Step(StepUpdate step);

    /// <summary>Layers were computed again in float32; that people are warned of them is not its concern.</summary>
    void Redone(LayerRedoneUpdate update);

    /// <summary>A picture is done, and written if it has a path.</summary>
    void Picture(FinishedPicture picture, string? path);

    /// <summary>The grid is written.</summary>
    void Grid(string path);

    /// <summary>Something the user should know, though the run goes on.</summary>
    void Warn(string message);

    /// <summary>All is done.</summary>
    void Finished(long pictures, TimeSpan elapsed);

    /// <summary>The run ends early.</summary>
    void Stopped(Failure failure, int picturesWritten);
}
