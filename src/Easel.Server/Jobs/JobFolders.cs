using Easel.Painting.Studies;
using Easel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Jobs;

/// <summary>Files that nobody needs any more. What cannot be deleted stays, and is tried again when a server begins.</summary>
internal static class JobFolders
{
    /// <summary>Deletes a folder, if it is there and can be.</summary>
    public static void Delete(string folder) => Quietly(() =>
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    });

    /// <summary>Deletes the files of pictures that were erased.</summary>
    public static void DeleteLitter(Database database, DataFolder folder)
    {
        foreach (string file in database.Read(connection => connection.Query("SELECT file FROM litter LIMIT 1000", reader => reader.GetString(0))))
        {
            Quietly(() =>
            {
                // Its folder may be gone too, which a deletion would call an error.
                if (File.Exists(folder.PathOf(file)))
                {
                    File.Delete(folder.PathOf(file));
                }

                database.Write(connection => connection.Execute("DELETE FROM litter WHERE file = @file", ("@file", file)));
            });
        }
    }

    /// <summary>Deletes the sheet that was made of the study of which a job paints a cell: it shows a picture that was erased.</summary>
    public static void DeleteSheet(Database database, DataFolder folder, string job) => Quietly(() =>
    {
        if (database.Read(connection => connection.First("SELECT study FROM study_cells WHERE job = @job", reader => reader.Text("study"), ("@job", job))) is string study
            && Path.Combine(folder.StudyOf(study), StudyRun.SheetName) is string sheet
            && File.Exists(sheet))
        {
            File.Delete(sheet);
        }
    });

    /// <summary>Deletes the folder of a job that is done or forgotten.</summary>
    public static void DeleteIfDone(Database database, DataFolder folder, string id) => Quietly(() =>
    {
        if (database.Read(connection => JobStore.Find(connection, id)) is null or { Job.State: JobState.Done })
        {
            Delete(folder.JobOf(id));
        }
    });

    /// <summary>Deletes what jobs left that are done or forgotten.</summary>
    public static void Sweep(Database database, DataFolder folder)
    {
        Quietly(() =>
        {
            foreach (string path in Directory.Exists(folder.Jobs) ? Directory.GetDirectories(folder.Jobs) : [])
            {
                if (Path.GetFileName(path) is string id && SortableId.IsOne(id))
                {
                    DeleteIfDone(database, folder, id);
                }
            }
        });
        DeleteLitter(database, folder);
    }

    private static void Quietly(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SqliteException)
        {
            // It stays, and does no harm.
        }
    }
}
