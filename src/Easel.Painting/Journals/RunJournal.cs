using System.Text;
using Easel.Diffusion;
using Easel.Diffusion.Journals;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting.Jobs;

namespace Easel.Painting.Journals;

/// <summary>The journal of a run that is under way. What cannot be written into it costs a warning, once, and the run goes on.</summary>
internal sealed class RunJournal : IDisposable
{
    // A picture of the greatest size has 201 MB of pixels.
    private const long MostOfPicture = 1 << 28;

    private readonly Journal _journal;
    private KeptPosition? _unsaved;
    private bool _hasWarned;
    private bool _hasState;

    private RunJournal(Journal journal, KeptRun kept, bool isResumed)
    {
        _journal = journal;
        Kept = kept;
        IsResumed = isResumed;
        CheckpointSha256 = kept.Checkpoint;
    }

    /// <summary>Told, once, if it cannot be kept up.</summary>
    public Action<string> Warn { get; set; } = _ => { };

    /// <summary>What had become of the run when this journal was opened, and since.</summary>
    public KeptRun Kept { get; }

    /// <summary>Whether the run goes on, and did not begin in this process.</summary>
    public bool IsResumed { get; }

    /// <summary>The checkpoint's SHA-256, if it is known.</summary>
    public string? CheckpointSha256 { get; private set; }

    /// <summary>Its folder.</summary>
    public string Folder => _journal.Folder;

    /// <summary>What tells its run's files that are not whole yet from others.</summary>
    public string Tag => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)));

    /// <summary>Whether there is anything to go on with that a new run would not have.</summary>
    public bool HasProgress => IsResumed || _hasState || _unsaved is not null || Kept.Done.Count > 0;

    /// <summary>Whether somebody asks the run to come to an end.</summary>
    public bool IsAskedToPause => _journal.IsAskedToPause;

    /// <summary>Larger things that the journal keeps.</summary>
    public JournalBlobs Blobs => _journal.Blobs;

    /// <summary>Begins a journal.</summary>
    /// <param name="folder">Its folder, which is not there yet.</param>
    /// <param name="header">What the run is.</param>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static RunJournal Begin(string folder, Func<JournalBlobs, byte[]> header) => new(Journal.Create(folder, header), new KeptRun(), isResumed: false);

    /// <summary>Goes on with a journal.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="header">What the run is.</param>
    /// <exception cref="IOException">It cannot be used.</exception>
    public static RunJournal Open(string folder, out byte[] header)
    {
        var journal = Journal.Open(folder, out JournalContents contents);
        try
        {
            header = contents.Header;
            return new RunJournal(journal, KeptRun.Read(contents), isResumed: true);
        }
        catch (FormatException error)
        {
            journal.Dispose();
            throw new JournalException($"The journal in {folder} cannot be gone on with: {error.Message}", error);
        }
    }

    /// <summary>Takes note of a step.</summary>
    public void Step(int request, StepUpdate step)
    {
        if (step.Position is null)
        {
            return;
        }

        _unsaved = new KeptPosition(request, step.Step, step.StepCount, step.Position);
        if (_unsaved.IsLatent || _journal.IsStateDue)
        {
            SavePosition();
        }
    }

    /// <summary>Writes the last step down, if it is not yet.</summary>
    public void SavePosition()
    {
        if (_unsaved is KeptPosition position)
        {
            Try(() =>
            {
                _journal.SaveState(position.Write);
                (_unsaved, _hasState) = (null, true);
            });
        }
    }

    /// <summary>Takes note of a file that is about to be written.</summary>
    public void Intend(PictureEntry entry) => Try(() => _journal.Append(entry.Record(PictureEntry.Intended)));

    /// <summary>Takes note of a picture that is finished.</summary>
    public void Finish(PictureEntry entry)
    {
        Kept.Finish(entry);
        Try(() => _journal.Append(entry.Record(PictureEntry.Done)));
    }

    /// <summary>Keeps a picture for the grid.</summary>
    /// <returns>its name; none if it cannot be kept</returns>
    public string? Keep(Image picture)
    {
        string? name = null;
        Try(() => name = _journal.Blobs.Put(PngFile.Encode(picture)));
        return name;
    }

    /// <summary>A picture that was kept for the grid.</summary>
    /// <returns>none if it is not there any more</returns>
    public Image? Recall(string name)
    {
        try
        {
            return PngFile.Decode(_journal.Blobs.Get(name, MostOfPicture), _journal.Blobs.PathOf(name)).Image;
        }
        catch (Exception error) when (error is IOException or ImageException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Takes note of the checkpoint's content; refuses another than the run began with.</summary>
    /// <exception cref="GenerationException">It is another.</exception>
    public void RequireCheckpoint(CheckpointFile checkpoint, string? sha256)
    {
        if (sha256 is null)
        {
            return;
        }

        if (CheckpointSha256 is string known && known != sha256)
        {
            throw new GenerationException($"{checkpoint.Path} has changed since the run began: its SHA-256 is {sha256}, and was {known}. Name the checkpoint that the run began with: --ckpt FILE");
        }

        if (CheckpointSha256 is null)
        {
            CheckpointSha256 = sha256;
            Try(() => _journal.Append(new JournalRecord(PictureEntry.Checkpoint, Encoding.ASCII.GetBytes(sha256))));
        }
    }

    /// <summary>Ends the journal and deletes it, and the folder of journals if no other is there.</summary>
    public void Remove()
    {
        _journal.Remove();
        JournalPlace.Sweep(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Folder)) ?? "");
    }

    /// <inheritdoc/>
    public void Dispose() => _journal.Dispose();

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (!_hasWarned)
            {
                _hasWarned = true;
                Warn($"the journal cannot be kept up: {FileProblem.Describe(error, Folder)} The run goes on; if it is interrupted, less of it may be found again.");
            }
        }
    }
}
