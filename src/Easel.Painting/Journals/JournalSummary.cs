using System.Globalization;
using Easel.Diffusion.Journals;

namespace Easel.Painting.Journals;

/// <summary>How a run stands, as its journal tells it.</summary>
/// <param name="Folder">the journal's</param>
/// <param name="Text">one line</param>
internal sealed record JournalSummary(string Folder, string Text)
{
    /// <summary>Reads it, also while the run is in progress.</summary>
    public static JournalSummary Read(string folder)
    {
        try
        {
            JournalContents contents = Journal.Read(folder);
            RecordedJob recorded = JobReader.Read(contents.Header, blobs: null);
            string text = string.Create(CultureInfo.InvariantCulture, $"easel {recorded.Command}, begun {recorded.Begun:yyyy-MM-dd HH:mm} UTC, {Standing(recorded, KeptRun.Read(contents))}");
            return new JournalSummary(folder, Journal.IsInUse(folder) ? $"{text}; in progress{(Journal.ProcessOf(folder) is int process ? $" in process {process}" : "")}" : text);
        }
        catch (Exception error) when (error is IOException or FormatException or UnauthorizedAccessException)
        {
            return new JournalSummary(folder, $"cannot be read: {error.Message}");
        }
    }

    /// <summary>How far a run has come.</summary>
    public static string Standing(RecordedJob recorded, KeptRun kept)
    {
        long done = kept.Done.Keys.Count(key => key != PictureKey.Grid);
        string pictures = recorded.PictureCount == 1 ? "1 picture" : $"{recorded.PictureCount} pictures";
        string finished = $"{done} of {pictures} finished";
        return kept.FirstMissing(recorded.Requests(pictures: null), _ => true) is PictureKey missing && kept.Before(missing) is KeptPosition { IsLatent: false } position
            ? $"{finished}, the next after step {position.Step} of {position.StepCount}"
            : finished;
    }
}
