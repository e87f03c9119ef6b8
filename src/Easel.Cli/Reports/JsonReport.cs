using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Metadata;
using Easel.Painting.Reports;

namespace Easel.Cli.Reports;

/// <summary>One JSON object per line and event, for programs.</summary>
internal sealed class JsonReport(TextWriter output) : IRunReport
{
    private readonly EventLines _events = new(output);

    /// <inheritdoc/>
    public void Opening(ChosenModel model) => _events.Write("loading", new JsonObject
    {
        ["checkpoint"] = model.Checkpoint,
        ["pocket"] = model.Pocket is not null,
        ["standsIn"] = model.StandsIn,
    });

    /// <inheritdoc/>
    public void Note(string message) => _events.Write("note", new JsonObject { ["message"] = message });

    /// <inheritdoc/>
    public void Started(RunPlan plan)
    {
        ImageRequest request = plan.Request;
        JsonObject start = new()
        {
            ["version"] = EaselVersion.Text,
            ["model"] = plan.Model.Family,
            ["device"] = plan.Model.Device,
            ["outdir"] = plan.Folder,
            ["pictures"] = plan.PictureCount,
            ["iterations"] = request.Iterations,
            ["batches"] = request.Batches.Count,
            ["sampler"] = RequestRecord.Lower(request.Sampler),
            ["steps"] = request.Steps,
            ["eta"] = request.Eta,
            ["scale"] = request.GuidanceScale,
            ["width"] = request.Width,
            ["height"] = request.Height,
            ["seed"] = request.Seed,
            ["noise"] = RequestRecord.Lower(request.Noise),
        };
        if (plan.RequestCount > 1)
        {
            start["request"] = plan.Number;
            start["requests"] = plan.RequestCount;
        }

        RequestRecord.AddUnusual(start, request);
        _events.Write("start", start);
    }

    /// <inheritdoc/>
    public void Step(StepUpdate step)
    {
        JsonObject done = new()
        {
            ["iteration"] = step.Iteration,
            ["batch"] = step.Batch,
            ["step"] = step.Step,
            ["steps"] = step.StepCount,
            ["seconds"] = Seconds(step.Elapsed),
        };
        if (step.First > 0)
        {
            done["first"] = step.First;
        }

        if (step.Digests.Count > 0)
        {
            done["sha256"] = new JsonArray([.. step.Digests.Select(digest => (JsonNode)digest)]);
        }

        _events.Write("step", done);
    }

    /// <inheritdoc/>
    public void Redone(LayerRedoneUpdate update)
    {
        JsonObject redone = new()
        {
            ["iteration"] = update.Iteration,
            ["batch"] = update.Batch,
            ["pictures"] = new JsonArray([.. update.Pictures.Select(picture => (JsonNode)picture)]),
            ["stage"] = RequestRecord.Lower(update.Redone.Stage),
        };
        if (update.Redone.Stage == RunStage.Step)
        {
            redone["step"] = update.Redone.Step;
        }

        redone["layers"] = Float32Layers.Names(update.Redone);
        _events.Write("float32", redone);
    }

    /// <inheritdoc/>
    public void Picture(FinishedPicture picture, string? path)
    {
        ImageUpdate update = picture.Update;
        JsonObject image = new()
        {
            ["iteration"] = update.Iteration,
            ["batch"] = update.Batch,
            ["index"] = update.Index,
            ["prompt"] = update.Prompt,
            ["path"] = path,
        };
        if (update.Digests is not null)
        {
            image["sha256"] = update.Digests.Decoded;
        }

        if (picture.Request.HasSeedPerIteration)
        {
            image["seed"] = picture.Seed;
        }

        if (picture.Safety is not null)
        {
            image["safety"] = picture.Safety.DeepClone();
        }

        if (update.Redone.Count > 0)
        {
            image["float32Layers"] = Float32Layers.Of(update.Redone);
        }

        if (picture.Flat is not null)
        {
            image["flat"] = picture.Flat;
        }

        _events.Write("image", image);
    }

    /// <inheritdoc/>
    public void Grid(string path) => _events.Write("grid", new JsonObject { ["path"] = path });

    /// <inheritdoc/>
    public void Warn(string message) => _events.Write("warning", new JsonObject { ["message"] = message });

    /// <inheritdoc/>
    public void Finished(long pictures, TimeSpan elapsed) => _events.Write("done", new JsonObject { ["pictures"] = pictures, ["seconds"] = Seconds(elapsed) });

    /// <inheritdoc/>
    public void Stopped(Failure failure, int picturesWritten) => _events.Write("error", new JsonObject
    {
        ["message"] = failure.Message,
        ["exitCode"] = failure.ExitCode,
        ["pictures"] = picturesWritten,
    });

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
