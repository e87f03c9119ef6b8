using Easel.Checkpoints;
using Easel.Cli.Library;
using Easel.Cli.Metadata;
using Easel.Cli.Options;
using Easel.Cli.Painting;
using Easel.Cli.Reports;
using Easel.Cuda;
using Easel.Cuda.Driver;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Safety;
using Easel.Imaging;
using Easel.Models;
using Easel.Tensors;

namespace Easel.Cli.Verification;

/// <summary>Checks pictures one after another: what their files and records say, then, painted again, whether that is so.</summary>
internal sealed class VerifyRun : IDisposable
{
    private readonly VerifySettings _settings;
    private readonly Surroundings _surroundings;
    private readonly ModelFinder _finder;
    private readonly IProgressView _progress;
    private readonly TransferReport _reading;
    private readonly PicturePainter _painter;
    private readonly int _count;
    private bool? _hasCard;

    /// <summary>A run over so many pictures.</summary>
    /// <exception cref="ImageException">The replacement is no picture.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public VerifyRun(VerifySettings settings, int count, Surroundings surroundings)
    {
        _settings = settings;
        _count = count;
        _surroundings = surroundings;
        _finder = ModelFinder.In(surroundings);
        _progress = surroundings.ErrorIsTerminal ? new BarProgress(surroundings) : new SparseProgress(surroundings.Error, surroundings.Time);
        _reading = new TransferReport(surroundings, settings.WritesJson ? ReportStyle.Quiet : ReportStyle.Text);
        ReplacementPicture replacement = settings.Replacement is null ? ReplacementPicture.OwnCard() : ReplacementPicture.Load(settings.Replacement);
        _painter = new PicturePainter(surroundings, replacement, _progress, message => _progress.Aside(() => surroundings.Error.WriteLine($"warning: {Quoted.Harmless(message)}")));
    }

    /// <summary>The answer for a file; what is wrong with it alone is part of the answer.</summary>
    /// <param name="path">The file.</param>
    /// <param name="number">Which it is, from 0.</param>
    public async Task<PictureAnswer> CheckAsync(string path, int number)
    {
        RecordedPicture? record = null;
        try
        {
            var file = CheckedFile.Read(path);
            if (file.Text("easel") is not string text)
            {
                return PictureAnswer.Not(path, $"it has no record of Easel{(file.Text("parameters") is null ? "" : " (what it has, 'parameters', is what web UIs write)")}: another program painted it, or one that edited or sent it has left the record out");
            }

            record = PictureRecordReader.Read(text);
            PictureAnswer answer = _settings.IsQuick || record.IsGrid ? OfFileAlone(file, record) : await PaintAsync(file, record, number).ConfigureAwait(false);
            return answer with { Record = record };
        }
        catch (FormatException error)
        {
            return PictureAnswer.Not(path, $"its record is damaged: {error.Message}");
        }
        catch (Exception error) when (error is ImageException or IOException or UnauthorizedAccessException or GenerationException or CheckpointException or ConfigException or CudaException or UsageException or ArgumentException)
        {
            return PictureAnswer.Not(path, error.Message) with { Record = record };
        }
        finally
        {
            _reading.Erase();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _painter.Dispose();
        _progress.Dispose();
    }

    /// <summary>What can be said without painting: whether the pixels are those that were written.</summary>
    private static PictureAnswer OfFileAlone(CheckedFile file, RecordedPicture record)
    {
        string what = record.IsGrid ? "a grid of several pictures, which can be painted again one by one" : "not painted again";
        return record.Pixels is null ? PictureAnswer.Not(file.Path, "its record has no digest of its pixels (an older Easel wrote it)")
            : record.Pixels == file.Pixels ? new PictureAnswer(file.Path, Verdict.Unchanged, $"its pixels are those that were written ({what})") { HasItsPixels = true }
            : new PictureAnswer(file.Path, Verdict.Different, $"edited: its pixels are not those that were written ({what})") { HasItsPixels = false, Stage = Stage.Pixels };
    }

    private async Task<PictureAnswer> PaintAsync(CheckedFile file, RecordedPicture record, int number)
    {
        RecordedPainting painting = record.Painting!;
        bool? hasItsPixels = record.Pixels is null ? null : record.Pixels == file.Pixels;
        PictureAnswer cannot = new(file.Path, Verdict.Unverifiable, "") { HasItsPixels = hasItsPixels, Notes = NotesOfPixels(hasItsPixels) };
        if (painting.Begun is null && (painting.Batch > 0 || painting.Iteration > 0))
        {
            return cannot with { Text = "cannot be painted again alone: an older Easel wrote its record, without where its noise begins" };
        }

        ImageRequest request = painting.Request with { Initial = null };
        if (HiddenPrompts.IsName(request.NegativePrompt) || request.Batches[0].Any(HiddenPrompts.IsName))
        {
            return cannot with { Text = "cannot be painted again: its file tells the hash of its prompt only" };
        }

        if (painting.Initial is RecordedInitial initial)
        {
            InitialPicture? found = InitialSearch.Find(initial, _settings.Initials, _settings.Masks, request.Width, request.Height, out string? missing);
            if (found is null)
            {
                return cannot with { Text = $"cannot be painted again: {missing}" };
            }

            request = request with { Initial = found };
        }

        ModelSearch search = await _finder.FindAsync(painting.Model, _settings.Checkpoint, [], (path, done, total) => _reading.Verifying(Path.GetFileName(path), done, total), _surroundings.Cancel).ConfigureAwait(false);
        _reading.Erase();
        if (search.Model is not ChosenModel model)
        {
            return cannot with { Text = $"cannot be painted again: {Quoted.Harmless(search.Why)}" };
        }

        Repainted again = await _painter.PaintAsync(painting, record.EaselVersion, request, OptionsOf(painting, request, model), _settings.Until, Plan).ConfigureAwait(false);
        WayComparison comparison = new(file, record, again);
        PictureAnswer answer = comparison.Answer();
        IReadOnlyList<string> why = answer.IsGood ? Remarks(record) : Reasons(record, again.Model, search.IsProven);
        return answer with
        {
            Notes = [.. answer.Verdict == Verdict.Identical || answer.Stage is Stage.Pixels or Stage.Finish or Stage.Texts ? [] : NotesOfPixels(hasItsPixels), .. answer.Notes, .. why],
            Kept = _settings.Keep is null ? null : Keep(file.Path, comparison.Encoded!),
        };

        RunPlan Plan(PipelineSummary summary) => new(request with { Batches = [[request.Batches[0][painting.Index]]] }, summary, file.Path) { Number = number, RequestCount = _count };
    }

    private PipelineOptions OptionsOf(RecordedPainting painting, ImageRequest request, ChosenModel model) => new()
    {
        Checkpoint = model.Checkpoint,
        Config = _settings.Config ?? model.Pocket?.Options.Config ?? ModelArguments.FindConfig(model.Checkpoint),
        Vocabulary = _settings.Vocabulary ?? model.Pocket?.Options.Vocabulary,
        Schedule = painting.Schedule,
        UseAveragedWeights = painting.UsesAveragedWeights,
        Precision = painting.Precision,
        Device = _settings.Device ?? (painting.IsFromCard && HasCard() ? DeviceChoice.Cuda() : DeviceChoice.Cpu),
        UsesInt8 = request.Approximations.UsesInt8,
        Threads = _settings.Threads,
        WeightCache = _settings.WeightCache,
    };

    private bool HasCard()
    {
        if (_hasCard is null)
        {
            using CardSurvey survey = _surroundings.SurveyCards();
            _hasCard = survey.Cards.Count > 0;
        }

        return _hasCard.Value;
    }

    private static string[] NotesOfPixels(bool? hasItsPixels) => hasItsPixels switch
    {
        null => [],
        true => ["The file's pixels are those that were written."],
        false => ["The file was edited since it was written: its pixels are not those of its record."],
    };

    /// <summary>What is to be said of a picture that is the same.</summary>
    private static string[] Remarks(RecordedPicture record)
        => record.EaselVersion == EaselVersion.Text ? [] : [$"Easel {record.EaselVersion} made it, and this one, {EaselVersion.Text}, paints the same."];

    /// <summary>What a difference may come from, other than that the record is not true.</summary>
    private static List<string> Reasons(RecordedPicture record, PipelineSummary model, bool isProven)
    {
        RecordedPainting painting = record.Painting!;
        string here = PictureRecord.WithoutNumbers(model.Device) ?? "another device";
        List<string> reasons = [];
        if (painting.Device is not null && painting.Device != here)
        {
            reasons.Add($"It was painted on {painting.Device}, and again on {here}: devices round differently, so that the difference says nothing of the picture.");
        }
        else if (painting.IsFromCard || painting.Precision == Precision.Autocast)
        {
            reasons.Add(painting.IsFromCard
                ? "It was painted on a card: its bytes are promised only for the same kind of card, so that the difference may be the machine's."
                : "It was painted in autocast, whose bytes are the same only among processors with the same instructions: the difference may be the machine's. In full there would be none.");
        }

        if (record.EaselVersion != EaselVersion.Text)
        {
            reasons.Add($"Easel {record.EaselVersion} made it, and this is {EaselVersion.Text}: the difference may be the version's.");
        }

        if (painting.Settings is not null && model.Settings is not null && painting.Settings != model.Settings)
        {
            reasons.Add("The model was opened with other numbers (sizes, noise) than are recorded: it was painted with another config. Name it: --config FILE");
        }

        if (painting.Vocabulary is not null && model.Vocabulary is not null && painting.Vocabulary != model.Vocabulary)
        {
            reasons.Add("Prompts were read with another vocabulary than is recorded. Name it: --vocab FILE");
        }

        if (!isProven)
        {
            reasons.Add("Its model was a folder, whose content is not recorded: the difference may be the model's.");
        }

        return reasons;
    }

    private string Keep(string path, byte[] png)
    {
        string place = _settings.Keep!;
        string target = _count > 1 || Directory.Exists(place) || !place.EndsWith(".png", StringComparison.OrdinalIgnoreCase) ? Path.Combine(place, Path.GetFileName(path)) : place;
        if (Path.GetDirectoryName(Path.GetFullPath(target)) is string folder)
        {
            OutputFolder.Prepare(folder, folder, "--keep PLACE");
        }

        return OutputFolder.TryWrite(target, png) ? target : throw new IOException($"{target} exists already and is not overwritten. Choose another place: --keep PLACE");
    }
}
