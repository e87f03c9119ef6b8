namespace Easel.Diffusion.Journals;

/// <summary>What can be read of a journal, however it was interrupted.</summary>
/// <param name="Header">what the run is, as it was given to <see cref="Journal.Create"/></param>
/// <param name="Records">the log's other records, in their order, up to the first that is damaged</param>
/// <param name="States">the states that are whole, newest first: two at most</param>
public sealed record JournalContents(byte[] Header, IReadOnlyList<JournalRecord> Records, IReadOnlyList<JournalState> States)
{
    /// <summary>Bytes of the log that are whole; 0 if its header is not, and came from the copy.</summary>
    internal int GoodBytes { get; init; }

    /// <summary>Makes them of the bytes of a journal's files; those that are not there are empty.</summary>
    /// <param name="log">The log.</param>
    /// <param name="copy">The copy of its header.</param>
    /// <param name="first">A state's slot.</param>
    /// <param name="second">The other.</param>
    /// <returns>none if neither the log nor the copy has a header</returns>
    public static JournalContents? Decode(ReadOnlySpan<byte> log, ReadOnlySpan<byte> copy, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        IReadOnlyList<JournalRecord> records = JournalLog.Decode(log, out int good);
        if (records is not [{ Kind: JournalRecord.Header }, ..])
        {
            (records, good) = (JournalLog.Decode(copy, out _), 0);
        }

        JournalState?[] states = [JournalState.Decode(first), JournalState.Decode(second)];
        return records is [{ Kind: JournalRecord.Header } header, ..]
            ? new JournalContents(header.Payload, [.. records.Skip(1)], [.. states.OfType<JournalState>().OrderByDescending(state => state.Number)]) { GoodBytes = good }
            : null;
    }
}
