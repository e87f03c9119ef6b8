using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Journals;

namespace Easel.Server.Jobs;

/// <summary>What a server before this one left of a picture.</summary>
internal static class JournalSearch
{
    /// <summary>The journal from which a picture goes on; none if there is none of the same model, opened in the same way: then it is painted from its beginning.</summary>
    /// <param name="folder">Where journals of the picture lie.</param>
    /// <param name="job">What is to be painted.</param>
    /// <param name="path">The picture's file.</param>
    public static ResumedRun? Find(string folder, PaintingJob job, string path)
    {
        JournalPlace.Sweep(folder);
        ResumedRun? found = null;
        foreach (string journal in JournalPlace.In(folder))
        {
            found ??= Open(journal, job, path);
            if (found?.Journal.Folder != journal)
            {
                JobFolders.Delete(journal);
            }
        }

        return found;
    }

    private static ResumedRun? Open(string folder, PaintingJob job, string path)
    {
        RunJournal? journal = null;
        try
        {
            journal = RunJournal.Open(folder, out byte[] header);
            RecordedJob recorded = JobReader.Read(header, journal.Blobs);
            if (IsSame(recorded.Model, job) && recorded.IsMarked == job.Finish.IsMarked && recorded.HidesPrompts == job.Finish.HidesPrompts && recorded.IsSigned == (job.Finish.Key is not null)
                && journal.Kept.Done.Values.All(done => done.Sha256 is null || (File.Exists(path) && FileHash.Of(path) == done.Sha256)))
            {
                return new ResumedRun(journal, recorded.Numbers, recorded.IsChecked);
            }
        }
        catch (Exception error) when (error is IOException or FormatException or UnauthorizedAccessException)
        {
            // Damaged beyond use: nothing is lost but steps.
        }

        journal?.Dispose();
        return null;
    }

    private static bool IsSame(RecordedModel recorded, PaintingJob job)
        => recorded.Path == Path.GetFullPath(job.Model.Checkpoint)
            && recorded.UseAveragedWeights == job.Pipeline.UseAveragedWeights
            && recorded.Precision == job.Pipeline.Precision
            && recorded.UsesInt8 == job.Pipeline.UsesInt8
            && (!File.Exists(recorded.Path) || recorded.Changed == File.GetLastWriteTimeUtc(recorded.Path).Ticks)
            && (recorded.Device == job.Pipeline.Device || job.Pipeline.Device.IsAuto);
}
