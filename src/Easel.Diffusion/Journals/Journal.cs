using System.Diagnostics;
using System.Text;

namespace Easel.Diffusion.Journals;

/// <summary>
/// A run's journal, a folder of its own: what the run is and what has become of it (<see cref="JournalLog"/>), the state it is in (<see cref="JournalState"/>), and larger
/// things beside (<see cref="JournalBlobs"/>). It may be interrupted at any byte and is readable all the same; the death of the process loses nothing that was
/// written, that of the machine some tens of seconds. One process writes it, one thread at a time.
/// </summary>
public sealed class Journal : IDisposable
{
    /// <summary>The share of the time that keeping states and waiting for the disk may each take.</summary>
    private const double MostShare = 0.01;

    private static readonly TimeSpan s_syncAtMostEvery = TimeSpan.FromSeconds(30);

    // The first write is slow because code is compiled for it; it says nothing of the next.
    private static readonly TimeSpan s_firstCost = TimeSpan.FromMilliseconds(0.5);

    private readonly JournalLock _lock;
    private readonly FileStream _log;
    private readonly FileStream?[] _slots = new FileStream?[2];
    private readonly MemoryStream _state = new();
    private long _good;
    private long _nextState;
    private TimeSpan _stateCost;
    private long _stateWritten;
    private TimeSpan _syncCost;
    private long _synced = Stopwatch.GetTimestamp();

    private Journal(string folder, JournalLock taken, FileStream log, long nextState)
    {
        Folder = folder;
        Blobs = new JournalBlobs(Path.Combine(folder, JournalFiles.Blobs));
        _lock = taken;
        _log = log;
        _good = log.Length;
        _nextState = nextState;
    }

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>Larger things.</summary>
    public JournalBlobs Blobs { get; }

    /// <summary>Whether so much time has passed since a state was written that writing one takes less than a hundredth of it.</summary>
    public bool IsStateDue => Stopwatch.GetElapsedTime(_stateWritten) * MostShare >= _stateCost;

    /// <summary>Whether somebody asks the run to come to an end: see <see cref="AskToPause"/>.</summary>
    public bool IsAskedToPause => File.Exists(Path.Combine(Folder, JournalFiles.Pause));

    /// <summary>Begins a journal.</summary>
    /// <param name="folder">Its folder, which is not there yet: see <see cref="JournalName"/>.</param>
    /// <param name="header">Makes what the run is; may keep larger things beside.</param>
    /// <exception cref="IOException">The disk does not take it; nothing of it is left.</exception>
    public static Journal Create(string folder, Func<JournalBlobs, byte[]> header)
    {
        ArgumentNullException.ThrowIfNull(header);

        if (Path.Exists(folder))
        {
            throw new JournalException($"{folder} exists already.");
        }

        JournalLock? taken = null;
        FileStream? log = null;
        try
        {
            Directory.CreateDirectory(folder);
            taken = JournalLock.Take(folder);
            JournalBlobs blobs = new(Path.Combine(folder, JournalFiles.Blobs));
            byte[] record = [.. JournalLog.Title, .. JournalLog.Encode(new JournalRecord(JournalRecord.Header, header(blobs)))];
            File.WriteAllBytes(Path.Combine(folder, JournalFiles.Copy), record);
            log = OpenLog(folder);
            log.Write(record);
            return new Journal(folder, taken, log, nextState: 1);
        }
        catch
        {
            log?.Dispose();
            taken?.Dispose();
            Delete(folder);
            throw;
        }
    }

    /// <summary>Reads a journal, also while another process writes it.</summary>
    /// <exception cref="JournalException">It is none, or damaged beyond use.</exception>
    public static JournalContents Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new JournalException($"There is no folder {folder}.");
        }

        return JournalContents.Decode(
            JournalFiles.Read(folder, JournalFiles.Log),
            JournalFiles.Read(folder, JournalFiles.Copy),
            JournalFiles.Read(folder, JournalFiles.Slot(0)),
            JournalFiles.Read(folder, JournalFiles.Slot(1)))
            ?? throw new JournalException($"{folder} holds no journal of a run, or one that is damaged beyond use: {JournalFiles.Log} and {JournalFiles.Copy} do not begin with what the run is.");
    }

    /// <summary>Goes on with a journal: what is damaged at its log's end is cut off.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="contents">What stands in it.</param>
    /// <exception cref="JournalException">It is none, damaged beyond use, or another process writes it.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static Journal Open(string folder, out JournalContents contents)
    {
        contents = Read(folder);
        JournalLock? taken = null;
        FileStream? log = null;
        try
        {
            taken = JournalLock.Take(folder);

            // Again: until now another process may have written it.
            contents = Read(folder);
            log = OpenLog(folder);
            if (contents.GoodBytes == 0)
            {
                log.SetLength(0);
                log.Write([.. JournalLog.Title, .. JournalLog.Encode(new JournalRecord(JournalRecord.Header, contents.Header))]);
            }
            else
            {
                log.SetLength(contents.GoodBytes);
            }

            File.Delete(Path.Combine(folder, JournalFiles.Pause));
            return new Journal(folder, taken, log, (contents.States is [JournalState newest, ..] ? newest.Number : 0) + 1);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log?.Dispose();
            taken?.Dispose();
            throw;
        }
    }

    /// <summary>Appends a record to the log.</summary>
    /// <exception cref="IOException">The disk does not take it; the log is as it was.</exception>
    public void Append(JournalRecord record)
    {
        try
        {
            _log.Position = _good;
            _log.Write(JournalLog.Encode(record));
            _good = _log.Position;
        }
        catch (IOException)
        {
            _log.SetLength(_good);
            throw;
        }

        SyncIfDue();
    }

    /// <summary>Writes the state, in the place of the last but one.</summary>
    /// <param name="write">Writes it.</param>
    /// <exception cref="IOException">The disk does not take it; the last one stays.</exception>
    public void SaveState(Action<BinaryWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);

        long begun = Stopwatch.GetTimestamp();
        _state.SetLength(JournalState.PrefixBytes);
        _state.Position = JournalState.PrefixBytes;
        using (BinaryWriter writer = new(_state, Encoding.UTF8, leaveOpen: true))
        {
            write(writer);
        }

        Span<byte> bytes = _state.GetBuffer().AsSpan(0, (int)_state.Length);
        JournalState.Complete(bytes, _nextState);
        ref FileStream? slot = ref _slots[_nextState % 2];
        slot ??= new FileStream(Path.Combine(Folder, JournalFiles.Slot(_nextState)), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        RandomAccess.Write(slot.SafeFileHandle, bytes, fileOffset: 0);
        _nextState++;
        TimeSpan cost = Stopwatch.GetElapsedTime(begun);
        _stateCost = _stateWritten == 0 && cost > s_firstCost ? s_firstCost : cost;
        _stateWritten = Stopwatch.GetTimestamp();
        SyncIfDue();
    }

    /// <summary>Whether a living process writes a journal.</summary>
    public static bool IsInUse(string folder) => JournalLock.IsTaken(folder);

    /// <summary>The process that writes a journal, or was the last to do so; none if it is not known.</summary>
    public static int? ProcessOf(string folder) => JournalFiles.ProcessOf(folder);

    /// <summary>Whether a folder is a journal's, readable or not.</summary>
    public static bool IsOne(string folder) => JournalFiles.Has(folder, JournalFiles.Log) || JournalFiles.Has(folder, JournalFiles.Copy);

    /// <summary>Asks the process that writes a journal to come to an end after its step. (A file, not a signal: the process may run in another container, or on another machine.)</summary>
    /// <exception cref="JournalException">A file of the folder is a link.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static void AskToPause(string folder)
    {
        JournalFiles.RequirePlain(folder);
        File.WriteAllBytes(Path.Combine(folder, JournalFiles.Pause), []);
    }

    /// <summary>Deletes a journal that nobody writes.</summary>
    /// <exception cref="JournalException">Another process writes it.</exception>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public static void Discard(string folder)
    {
        JournalLock.Take(folder).Dispose();
        Delete(folder);
    }

    /// <summary>Deletes what journals left behind in the folder that they lie in: those that were being deleted, or had not begun, when their process died.</summary>
    public static void Sweep(string parent)
    {
        try
        {
            foreach (string folder in Directory.Exists(parent) ? Directory.GetDirectories(parent) : [])
            {
                string name = Path.GetFileName(folder);
                bool isRemoved = name.StartsWith(JournalFiles.Removed, StringComparison.Ordinal) && JournalName.IsOne(name[JournalFiles.Removed.Length..]);
                if (isRemoved || (JournalName.IsOne(name) && !IsOne(folder) && !IsInUse(folder)))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It stays, and does no harm.
        }
    }

    /// <summary>Ends the journal and deletes it. What cannot be deleted stays, and <see cref="Sweep"/> finds it.</summary>
    public void Remove()
    {
        Dispose();
        try
        {
            Delete(Folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The run is done all the same.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _slots[0]?.Dispose();
        _slots[1]?.Dispose();
        _lock.Dispose();
    }

    /// <summary>Takes the folder's name away first, so that half of a journal is never taken for one.</summary>
    private static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!JournalName.IsOne(full))
        {
            // Copied under another name: only what is the journal's goes.
            foreach (string file in (string[])[JournalFiles.Log, JournalFiles.Copy, JournalFiles.Slot(0), JournalFiles.Slot(1), JournalFiles.Process, JournalFiles.Pause, JournalFiles.Lock])
            {
                File.Delete(Path.Combine(full, file));
            }

            if (Directory.Exists(Path.Combine(full, JournalFiles.Blobs)))
            {
                Directory.Delete(Path.Combine(full, JournalFiles.Blobs), recursive: true);
            }

            DeleteIfEmpty(full);
            return;
        }

        string removed = Path.Combine(Path.GetDirectoryName(full)!, JournalFiles.Removed + Path.GetFileName(full));
        Directory.Move(full, removed);
        Directory.Delete(removed, recursive: true);
    }

    private static void DeleteIfEmpty(string folder)
    {
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    private static FileStream OpenLog(string folder)
        => new(Path.Combine(folder, JournalFiles.Log), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);

    /// <summary>Waits for the disk, as often as that takes less than a hundredth of the time: the death of the process needs none of it, that of the machine does.</summary>
    private void SyncIfDue()
    {
        TimeSpan since = Stopwatch.GetElapsedTime(_synced);
        if (since < s_syncAtMostEvery || since * MostShare < _syncCost)
        {
            return;
        }

        long begun = Stopwatch.GetTimestamp();
        _log.Flush(flushToDisk: true);
        foreach (FileStream slot in _slots.OfType<FileStream>())
        {
            slot.Flush(flushToDisk: true);
        }

        _synced = Stopwatch.GetTimestamp();
        _syncCost = Stopwatch.GetElapsedTime(begun);
    }
}
