using System.Text.Json.Nodes;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Plans;
using Easel.Server.Api.Bodies;
using Easel.Server.Jobs;
using Easel.Server.Models;
using Easel.Server.Storage;

namespace Easel.Server.Api.Reading;

/// <summary>Tells what jobs would take. One at a time: what is not known of the machine yet is measured.</summary>
/// <param name="reader">Reads bodies.</param>
/// <param name="models">Where models lie.</param>
/// <param name="options">How the server is run.</param>
/// <param name="folder">Where files would go.</param>
/// <param name="surroundings">Where it runs.</param>
internal sealed class JobPlanner(JobReader reader, ModelList models, ServerOptions options, DataFolder folder, PaintingSurroundings surroundings) : IDisposable
{
    /// <summary>Bills that may wait for one another: each looks at the machine for seconds.</summary>
    private const int MostWaiting = 8;

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);
    private int _waiting;

    /// <summary>The bill of a job, as JSON.</summary>
    /// <exception cref="JobRefusedException">It cannot be painted.</exception>
    /// <exception cref="QueueFullException">Too many are asked for at once.</exception>
    public async Task<string> PlanAsync(JobBody body, CancellationToken cancel)
    {
        JobRequest asked = reader.Read(body, owner: "", source: "");
        JobRules.Require(asked, options.Limits, models);
        PlacedModel model = models.FindPlaced(asked.Model) ?? throw JobRules.NotHere(asked.Model, models);
        PipelineOptions pipeline = model.Pipeline with { UsesInt8 = asked.Request.Approximations.UsesInt8, ReadsPictures = true };
        PaintingJob job = new()
        {
            Command = "paint",
            Model = model.Model,
            Pipeline = pipeline,
            Run = options.Run,
            Finish = options.Finish,
            Prepare = () => new PaintingOrder(asked.Request, new OutputPlan(OutputKind.Numbered, Path.Combine(folder.Root, "pictures"), DataFolder.Option)),
        };
        try
        {
            return Interlocked.Increment(ref _waiting) <= MostWaiting
                ? await BillAsync(job, cancel).ConfigureAwait(false)
                : throw new QueueFullException($"{MostWaiting} estimates are being made, one after another: ask again when they are done", s_soon);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<string> BillAsync(PaintingJob job, CancellationToken cancel)
    {
        List<string> warnings = [];
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            RunBill bill = await JobBill.OfAsync(job, surroundings with { Cancel = cancel, SinceStart = () => 0, WorkSinceStart = () => 0 }, _ => { }, warnings.Add).ConfigureAwait(false);
            JsonObject told = BillJson.Of(bill with { Place = "" });
            told.Remove("place");
            told["warnings"] = new JsonArray([.. warnings.Select(warning => (JsonNode)warning)]);
            return told.ToJsonString();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
