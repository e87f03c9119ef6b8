using Easel.Checkpoints;
using Easel.Cli.Library;
using Easel.Cli.Options;
using Easel.Cli.Reports;
using Easel.Cuda;
using Easel.Cuda.Driver;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Safety;
using Easel.Imaging;
using Easel.Models;
using Easel.Painting;
using Easel.Painting.Library;
using Easel.Painting.Metadata;
using Easel.Painting.Reports;
using Easel.Painting.Texts;
using Easel.Provenance.Reading;

namespace Easel.Cli.Verification;

/// <summary>Checks pictures one after another: what their files and records say, then, painted again, whether that is so.</summary>
internal sealed class VerifyRun : IDisposable
{
    // 50 steps of 512 x 512.
    private const long UsualWork = 50 * 512 * 512;
    private const long LargeWork = 8 * UsualWork;

    private readonly VerifySettings _settings;
    private readonly Surroundings _surroundings;
    private readonly ModelFinder _finder;
    private readonly IProgressView _progress;
    private readonly TransferReport _reading;
    private readonly PicturePainter _painter;
    private readonly CredentialsCheck _credentials;
    private readonly PromptSearch _prompts;
    private readonly KeptFiles? _kept;
    private readonly int _count;
    private bool? _hasCard;

    /// <summary>A run over so many pictures.</summary>
    /// <exception cref="ImageException">The replacement is no picture.</exception>
    /// <exception cref="IOException">It cannot be read, or nothing can be written where pictures are to be kept.</exception>
    /// <exception cref="Provenance.ProvenanceException">There is no certificate in the file of those that are trusted.</exception>
    public VerifyRun(VerifySettings settings, int count, Surroundings surroundings)
    {
        _settings = settings;
        _count = count;
        _surroundings = surroundings;
        _credentials = new CredentialsCheck(settings.Trust is null ? null : TrustAnchors.Load(settings.Trust), surroundings.Time);
        _prompts = new PromptSearch(settings.Prompts, settings.Negatives);
        ReplacementPicture replacement = settings.Replacement is null ? ReplacementPicture.OwnCard() : ReplacementPicture.Load(settings.Replacement);
        _kept = settings.Keep is null ? null : new KeptFiles(settings.Keep, count);
        _finder = ModelFinder.In(surroundings);
        _progress = surroundings.ErrorIsTerminal ? new BarProgress(surroundings) : new SparseProgress(surroundings.Error, surroundings.Time);
        _reading = new TransferReport(surroundings, settings.WritesJson ? ReportStyle.Quiet : ReportStyle.Text);
        _painter = new PicturePainter(surroundings, replacement, _progress, Warn);
    }

    /// <summary>The answer for a file; what is wrong with it alone is part of the answer.</summary>
    /// <param name="path">The file.</param>
    /// <param name="number">Which it is, from 0.</param>
    public async Task<PictureAnswer> CheckAsync(string path, int number)
    {
        CheckedFile? file = null;
        RecordedPicture? record = null;
        PictureAnswer answer;
        try
        {
            // A file may be a pipe that nobody writes to: an end that is asked for does not wait for it.
            byte[] bytes = await Task.Run(() => CheckedFile.Read(path), _surroundings.Cancel).WaitAsync(_surroundings.Cancel).ConfigureAwait(false);
            file = CheckedFile.Of(path, bytes);
            record = ReadRecord(file);
            answer = record is null ? PictureAnswer.Not(path, WithoutRecord(file))
                : OfShape(file, record) ?? (_settings.IsQuick || record.IsGrid ? OfFileAlone(file, record) : await PaintAsync(file, record, number).ConfigureAwait(false));
        }
        catch (FormatException error)
        {
            answer = PictureAnswer.Not(path, $"its record is damaged: {error.Message}");
        }
        catch (OutOfMemoryException)
        {
            answer = PictureAnswer.Not(path, "there is not enough memory for it. Close other programs, or verify it alone");
        }
        catch (Exception error) when (error is ImageException or IOException or UnauthorizedAccessException or GenerationException or CheckpointException or ConfigException or CudaException or UsageException or ArgumentException)
        {
            answer = PictureAnswer.Not(path, error.Message);
        }
        finally
        {
            _reading.Erase();
        }

        return answer with { Record = record, Credentials = file is null ? null : _credentials.Of(file.Bytes, record) };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _painter.Dispose();
        _progress.Dispose();
    }

    private static RecordedPicture? ReadRecord(CheckedFile file)
    {
        string[] texts = [.. file.Png.Texts.Where(text => text.Keyword == "easel").Select(text => text.Text)];
        return texts.Length switch
        {
            0 => null,
            1 => PictureRecordReader.Read(texts[0]),
            _ => throw new FormatException($"There are {texts.Length} of them, and one counts."),
        };
    }

    private static string WithoutRecord(CheckedFile file)
        => $"it has no record of Easel{(file.Text("parameters") is null ? "" : " (what it has, 'parameters', is what web UIs write)")}: another program painted it, or one that edited or sent it has left the record out";

    /// <summary>The answer for a file that cannot be what its record says, whatever would be painted; none if it can.</summary>
    private PictureAnswer? OfShape(CheckedFile file, RecordedPicture record)
    {
        (string? why, Stage? stage) = FileShape.Hides(file) is string hides ? ($"its pixels are not what is seen of it: {hides}", Stage.Showing)
            : record.Painting is not RecordedPainting painting ? (null, null)
            : FileShape.IsOfAnotherSize(file, painting) is string other ? ($"another picture: {other}", Stage.Pixels)
            : (_prompts.Contradiction(painting), default(Stage?));
        return why is null ? null : new PictureAnswer(file.Path, Verdict.Different, why) { Stage = stage, HasItsPixels = HasItsPixels(file, record) };
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
        bool? hasItsPixels = HasItsPixels(file, record);
        if (painting.Begun is null && (painting.Batch > 0 || painting.Iteration > 0))
        {
            return Cannot("an older Easel wrote its record, without where its noise begins", "cannot be painted again alone");
        }

        if (_prompts.Missing(painting) is string hidden)
        {
            return Cannot(hidden);
        }

        ImageRequest request = _prompts.Reveal(painting) with { Initial = null };
        if (painting.Initial is RecordedInitial initial)
        {
            InitialPicture? found = InitialSearch.Find(initial, _settings.Initials, _settings.Masks, request.Width, request.Height, out string? missing);
            if (found is null)
            {
                return Cannot(missing!);
            }

            request = request with { Initial = found };
        }

        _kept?.RequireFree(file.Path);
        ModelSearch search = await _finder.FindAsync(painting.Model, _settings.Checkpoint, [], (path, done, total) => _reading.Verifying(Path.GetFileName(path), done, total), _surroundings.Cancel).ConfigureAwait(false);
        _reading.Erase();
        if (search.Model is not ChosenModel model)
        {
            return Cannot(search.Why!);
        }

        WarnOfWork(file.Path, request);
        Repainted again = await _painter.PaintAsync(painting, record.EaselVersion, request, OptionsOf(painting, request, model), _settings.Until, Plan).ConfigureAwait(false);
        WayComparison comparison = new(file, record, again);
        PictureAnswer answer = comparison.Answer();
        IReadOnlyList<string> why = answer.IsAsRecorded ? Remarks(record) : DifferenceReasons.Of(record, again.Model, search.IsProven);
        return answer with
        {
            Notes = [.. answer.Verdict == Verdict.Identical || answer.Stage is Stage.Pixels or Stage.Finish or Stage.Texts ? [] : NotesOfPixels(hasItsPixels), .. answer.Notes, .. why],
            Kept = _kept?.Save(file.Path, comparison.Encoded!),
        };

        PictureAnswer Cannot(string why, string what = "cannot be painted again")
            => new(file.Path, Verdict.Unverifiable, $"{what}: {why}") { HasItsPixels = hasItsPixels, Notes = NotesOfPixels(hasItsPixels) };

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

    /// <summary>A stranger's file decides how much is painted: who waits for it is told.</summary>
    private void WarnOfWork(string path, ImageRequest request)
    {
        int steps = _settings.Until > 0 ? Math.Min(_settings.Until, request.Steps) : request.Steps;
        long work = (long)request.Width * request.Height * steps;
        if (work > LargeWork)
        {
            Warn($"{path} asks for {steps} steps of {request.Width} x {request.Height}: {work / UsualWork} times the work of a picture of 512 x 512 in 50 steps, or more. --until STEP paints less, Ctrl-C ends it");
        }
    }

    private void Warn(string message) => _progress.Aside(() => _surroundings.Error.WriteLine($"warning: {Quoted.OneLine(message)}"));

    private static bool? HasItsPixels(CheckedFile file, RecordedPicture record) => record.Pixels is null ? null : record.Pixels == file.Pixels;

    private static string[] NotesOfPixels(bool? hasItsPixels) => hasItsPixels switch
    {
        null => [],
        true => ["The file's pixels are those that were written."],
        false => ["The file was edited since it was written: its pixels are not those of its record."],
    };

    /// <summary>What is to be said of a picture that is the same.</summary>
    private static string[] Remarks(RecordedPicture record)
        => record.EaselVersion == EaselVersion.Text ? [] : [$"Easel {record.EaselVersion} made it, and this one, {EaselVersion.Text}, paints the same."];
}
