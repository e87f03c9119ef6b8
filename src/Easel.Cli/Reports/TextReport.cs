using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Reports;
using Easel.Painting.Texts;

namespace Easel.Cli.Reports;

/// <summary>Lines for people, as the original script prints them, around a view of the progress.</summary>
internal sealed class TextReport(TextWriter output, TextWriter error, IProgressView progress) : IRunReport
{
    private string _folder = "";

    /// <summary>Whether the end is told in the original scripts' words.</summary>
    public bool EndsAsScript { get; init; }

    /// <inheritdoc/>
    public void Opening(ChosenModel model) => progress.Aside(() =>
    {
        if (model.StandsIn)
        {
            output.WriteLine(
                $"No checkpoint given: painting with {PocketModel.Name}, the small model that comes with Easel. For Stable Diffusion: {model.Option} sd-v1-4.ckpt (README, 'The checkpoint').");
        }

        output.WriteLine($"Loading model from {model.Checkpoint}");
    });

    /// <inheritdoc/>
    public void Note(string message) => progress.Aside(() => output.WriteLine(Quoted.Harmless(message)));

    /// <inheritdoc/>
    public void Started(RunPlan plan)
    {
        _folder = plan.Folder;
        if (plan.Number == 0 && plan.Model.Device.Length > 0)
        {
            progress.Aside(() => output.WriteLine($"Painting on {plan.Model.Device}"));
        }

        progress.Begin(plan);
    }

    /// <inheritdoc/>
    public void Step(StepUpdate step) => progress.Step(step);

    /// <inheritdoc/>
    public void Redone(LayerRedoneUpdate update)
    {
    }

    /// <inheritdoc/>
    public void Picture(FinishedPicture picture, string? path)
    {
        if (path is not null)
        {
            progress.Aside(() => output.WriteLine(path));
        }
    }

    /// <inheritdoc/>
    public void Grid(string path) => progress.Aside(() => output.WriteLine(path));

    /// <inheritdoc/>
    public void Warn(string message) => progress.Aside(() => error.WriteLine($"warning: {Quoted.Harmless(message)}"));

    /// <inheritdoc/>
    public void Finished(long pictures, TimeSpan elapsed)
    {
        progress.End();
        if (pictures == 0)
        {
            return;
        }

        output.WriteLine($"{Pictures(pictures)} in {Duration.Clock(elapsed)}");
        if (!EndsAsScript)
        {
            return;
        }

        output.WriteLine("Your samples are ready and waiting for you here:");
        output.WriteLine(_folder);
        output.WriteLine();
        output.WriteLine("Enjoy.");
    }

    /// <inheritdoc/>
    public void Stopped(Failure failure, int picturesWritten)
    {
        progress.End();
        if (picturesWritten > 0)
        {
            output.WriteLine($"{Pictures(picturesWritten)} finished before that: {_folder}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => progress.Dispose();

    private static string Pictures(long count) => count == 1 ? "1 picture" : $"{count} pictures";
}
