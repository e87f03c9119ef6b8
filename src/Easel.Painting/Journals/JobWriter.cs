using System.Text;
using System.Text.Json.Nodes;
using Easel.Diffusion.Journals;
using Easel.Diffusion.Pipelines;
using Easel.Painting.Jobs;
using Easel.Painting.Metadata;

namespace Easel.Painting.Journals;

/// <summary>What a journal says of a run beside what the command line says.</summary>
/// <param name="Checkpoint">What paints.</param>
/// <param name="Model">The same, opened.</param>
/// <param name="IsChecked">Whether pictures pass a safety checker.</param>
/// <param name="Numbers">Where names begin in counting.</param>
/// <param name="Begun">When the run began.</param>
internal sealed record RunFacts(CheckpointFile Checkpoint, PipelineSummary Model, bool IsChecked, OutputNumbers Numbers, DateTimeOffset Begun);

/// <summary>A run as JSON: all that its pictures and files depend on. <see cref="JobReader"/> reads it. Pictures and small files lie beside, as blobs.</summary>
internal static class JobWriter
{
    /// <summary>Raised when a reader of the old form would misunderstand the new.</summary>
    public const int Form = 1;

    /// <summary>Configs have 2 KB, pictures that take another's place rarely more.</summary>
    private const long MostOfFile = 1 << 26;

    /// <summary>The JSON.</summary>
    /// <param name="job">What the command line says.</param>
    /// <param name="order">What is painted.</param>
    /// <param name="facts">What was found out since.</param>
    /// <param name="blobs">Where pictures and files are kept.</param>
    public static byte[] Write(PaintingJob job, PaintingOrder order, RunFacts facts, JournalBlobs blobs)
    {
        JsonObject described = new()
        {
            ["form"] = Form,
            ["command"] = job.Command,
            ["version"] = EaselVersion.Text,
            ["begun"] = facts.Begun.UtcDateTime,
            ["endsAsScript"] = job.EndsAsScript,
            ["model"] = Model(job, facts),
            ["finish"] = new JsonObject
            {
                ["checked"] = facts.IsChecked,
                ["checker"] = job.Finish.Safety.Checker is string checker ? Path.GetFullPath(checker) : null,
                ["replacement"] = File(job.Finish.Safety.Replacement, blobs)?["kept"]?.DeepClone(),
                ["marked"] = job.Finish.IsMarked,

                // Not with which key: a journal may come from elsewhere, and nobody's key is used unless he names it.
                ["signed"] = job.Finish.Key is not null,
                ["private"] = job.Finish.HidesPrompts,
            },
            ["maxMemory"] = job.Run.MaxMemory,
            ["texts"] = new JsonArray([.. job.Texts.Select(text => (JsonNode)new JsonArray(text.Keyword, text.Text))]),
            ["output"] = Output(order.Output, facts.Numbers, job.Journal!.Folder is null),
            ["config"] = File(job.Pipeline.Config, blobs),
            ["vocabulary"] = facts.Model.VocabularyFile is string vocabulary ? new JsonObject { ["path"] = Path.GetFullPath(vocabulary), ["sha256"] = FileHash.Of(vocabulary) } : null,
        };
        AddRequests(described, order.Requests, blobs);
        return Encoding.UTF8.GetBytes(described.ToJsonString());
    }

    private static JsonObject Model(PaintingJob job, RunFacts facts)
    {
        CheckpointFile checkpoint = facts.Checkpoint;
        PipelineOptions pipeline = job.Pipeline;
        return new JsonObject
        {
            ["path"] = Path.GetFullPath(checkpoint.Path),
            ["name"] = checkpoint.Name,
            ["family"] = facts.Model.Family,
            ["bytes"] = checkpoint.Bytes,
            ["folder"] = checkpoint.Bytes is null ? CheckpointSearch.FingerprintOf(checkpoint.Path) : null,
            ["changed"] = checkpoint.Bytes is null ? null : System.IO.File.GetLastWriteTimeUtc(checkpoint.Path).Ticks,
            ["pocket"] = job.Model.Pocket is not null,
            ["averagedWeights"] = pipeline.UseAveragedWeights,
            ["precision"] = RequestRecord.Lower(pipeline.Precision),
            ["int8"] = pipeline.UsesInt8,

            // What auto has become: a run does not change where it is computed.
            ["device"] = pipeline.Device.IsAuto && facts.Model.Device.StartsWith("cpu", StringComparison.Ordinal) ? DeviceChoice.Cpu.ToString() : pipeline.Device.ToString(),
            ["betas"] = pipeline.Schedule is null ? null : BetaRecord.Of(pipeline.Schedule),
        };
    }

    private static JsonObject Output(OutputPlan plan, OutputNumbers numbers, bool isAbove) => new()
    {
        ["kind"] = RequestRecord.Lower(plan.Kind),
        ["folder"] = plan.FullFolder,
        ["aboveJournal"] = isAbove,
        ["option"] = plan.Option,
        ["names"] = new JsonArray([.. plan.Names.Select(name => (JsonNode)name)]),
        ["shown"] = plan.Shown,
        ["overwrites"] = plan.Overwrites,
        ["savesPictures"] = plan.Files?.SavesPictures,
        ["gridColumns"] = plan.Files?.GridColumns,
        ["gridOfOne"] = plan.Files?.WritesGridOfOne,
        ["nextPicture"] = numbers.Picture,
        ["nextGrid"] = numbers.Grid,
    };

    /// <summary>A file that the command line names: where it lies, and its content, if it is no pipe.</summary>
    private static JsonObject? File(string? path, JournalBlobs blobs)
        => path is null ? null
            : new FileInfo(path) is { Exists: true, Length: > 0 and <= MostOfFile } ? new JsonObject { ["path"] = Path.GetFullPath(path), ["kept"] = blobs.Put(System.IO.File.ReadAllBytes(path)) }
            : new JsonObject { ["path"] = Path.GetFullPath(path) };

    private static void AddRequests(JsonObject described, IReadOnlyList<PlannedRequest> requests, JournalBlobs blobs)
    {
        if (requests is [WholeRequest whole])
        {
            described["request"] = RequestRecord.Whole(whole.Request);
            KeptInitial.Keep(whole.Request, blobs);
            return;
        }

        MaskedRequest first = (MaskedRequest)requests[0];
        described["request"] = RequestRecord.Whole(first.Request);
        described["strength"] = first.Strength;
        described["pictures"] = new JsonArray([.. requests.Cast<MaskedRequest>().Select(request => (JsonNode)new JsonObject
        {
            ["picture"] = Path.GetFullPath(request.Files.Picture),
            ["mask"] = Path.GetFullPath(request.Files.Mask),
            ["sha256"] = request.Files.Hashes!.Value.Picture,
            ["maskSha256"] = request.Files.Hashes!.Value.Mask,
            ["width"] = request.Size.Width,
            ["height"] = request.Size.Height,
        })]);
    }
}
