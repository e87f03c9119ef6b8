using System.Buffers.Binary;
using System.Text;
using Easel.Diffusion.Journals;
using Easel.Diffusion.Runs;
using Easel.Painting.Jobs;

namespace Easel.Painting.Journals;

/// <summary>A position of one of a run's requests.</summary>
/// <param name="Request">which, from 0</param>
/// <param name="Step">steps taken, from 1</param>
/// <param name="StepCount">steps of a batch</param>
/// <param name="Position">where</param>
internal sealed record KeptPosition(int Request, int Step, int StepCount, RunPosition Position)
{
    private const int PrefixBytes = 3 * sizeof(int);

    /// <summary>Whether its latents are finished.</summary>
    public bool IsLatent => Step == StepCount;

    /// <summary>Writes it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Request);
        writer.Write(Step);
        writer.Write(StepCount);
        PositionFormat.Write(writer, Position);
    }

    /// <summary>Reads it.</summary>
    /// <returns>none if the bytes are of another form</returns>
    public static KeptPosition? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return bytes.Length < PrefixBytes
                ? null
                : new KeptPosition(
                    BinaryPrimitives.ReadInt32LittleEndian(bytes),
                    BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(int)..]),
                    BinaryPrimitives.ReadInt32LittleEndian(bytes[(2 * sizeof(int))..]),
                    PositionFormat.Read(bytes[PrefixBytes..]));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>What a journal says has become of a run.</summary>
internal sealed class KeptRun
{
    private readonly Dictionary<PictureKey, PictureEntry> _done = [];
    private readonly List<KeptPosition> _positions = [];

    /// <summary>Nothing, of a run that begins.</summary>
    public static KeptRun None { get; } = new();

    /// <summary>The pictures that are finished.</summary>
    public IReadOnlyDictionary<PictureKey, PictureEntry> Done => _done;

    /// <summary>The file that was being written when the run was interrupted.</summary>
    public PictureEntry? Pending { get; private set; }

    /// <summary>The checkpoint's SHA-256, if it was known.</summary>
    public string? Checkpoint { get; private set; }

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">A record says what none of ours says.</exception>
    public static KeptRun Read(JournalContents contents)
    {
        KeptRun run = new();
        foreach (JournalRecord record in contents.Records)
        {
            switch (record.Kind)
            {
                case PictureEntry.Intended:
                    run.Pending = PictureEntry.Read(record);
                    break;
                case PictureEntry.Done:
                    run.Finish(PictureEntry.Read(record));
                    break;
                case PictureEntry.Checkpoint:
                    run.Checkpoint = Encoding.ASCII.GetString(record.Payload) is string sha256 && Digest.IsOne(sha256) ? sha256 : throw new FormatException("The checkpoint's hash is none.");
                    break;
                default:
                    throw new FormatException($"It has a record of kind {record.Kind}, which this Easel does not know.");
            }
        }

        run._positions.AddRange(contents.States.Select(state => KeptPosition.Read(state.Payload)).OfType<KeptPosition>());
        return run;
    }

    /// <summary>Takes note that a picture is finished.</summary>
    public void Finish(PictureEntry entry)
    {
        _done[entry.Key] = entry;
        Pending = Pending?.Key == entry.Key ? null : Pending;
    }

    /// <summary>Where names have come to in counting.</summary>
    /// <param name="begun">Where they began.</param>
    public OutputNumbers NumbersFrom(OutputNumbers begun)
    {
        IEnumerable<PictureEntry> named = _done.Values.Where(entry => entry.Name is not null);
        int picture = named.Where(entry => entry.Key != PictureKey.Grid).Select(entry => entry.Number + 1).Append(begun.Picture).Max();
        int grid = named.Where(entry => entry.Key == PictureKey.Grid).Select(entry => entry.Number + 1).Append(begun.Grid).Max();

        // What was being written is written again under its own name.
        return Pending is null ? new OutputNumbers(picture, grid)
            : Pending.Key == PictureKey.Grid ? new OutputNumbers(picture, Pending.Number)
            : new OutputNumbers(Pending.Number, grid);
    }

    /// <summary>The first picture that is still to be painted; none if all are finished.</summary>
    /// <param name="requests">What the run paints.</param>
    /// <param name="isFinished">Whether nothing is left to be done about a finished picture.</param>
    public PictureKey? FirstMissing(IReadOnlyList<PlannedRequest> requests, Func<PictureEntry, bool> isFinished)
    {
        for (int i = 0; i < requests.Count; i++)
        {
            foreach (PictureKey key in PictureKey.AllOf(i, requests[i].Plain))
            {
                if (!_done.TryGetValue(key, out PictureEntry? entry) || !isFinished(entry))
                {
                    return key;
                }
            }
        }

        return null;
    }

    /// <summary>The newest position before a picture, in its request; none if it is painted from the request's beginning.</summary>
    public RunPosition? PositionFor(PictureKey missing)
    {
        if (Before(missing) is not KeptPosition kept)
        {
            return null;
        }

        RunPosition position = kept.Position;
        bool isInGroup = (position.Iteration, position.Batch) == (missing.Iteration, missing.Batch) && missing.Index < position.First + position.Count;
        return !kept.IsLatent ? position : position with { Done = isInGroup ? missing.Index - position.First : position.Count };
    }

    /// <summary>The newest position before a picture, in its request.</summary>
    public KeptPosition? Before(PictureKey missing)
    {
        foreach (KeptPosition kept in _positions)
        {
            RunPosition position = kept.Position;
            if (kept.Request == missing.Request && new PictureKey(kept.Request, position.Iteration, position.Batch, position.First).CompareTo(missing) <= 0)
            {
                return kept;
            }
        }

        return null;
    }
}
