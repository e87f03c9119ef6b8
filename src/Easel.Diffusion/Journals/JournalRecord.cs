namespace Easel.Diffusion.Journals;

/// <summary>An entry of a journal's log.</summary>
/// <param name="Kind">what it is about, in numbers of who keeps the journal; 0 is the header</param>
/// <param name="Payload">what it says</param>
public sealed record JournalRecord(int Kind, byte[] Payload)
{
    /// <summary>The kind of the first record: what the run is.</summary>
    public const int Header = 0;
}
