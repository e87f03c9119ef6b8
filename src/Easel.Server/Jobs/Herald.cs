using Easel.Server.Gallery;
using Easel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Jobs;

/// <summary>Tells what is changed to all who follow, once it is on the disk. What takes a connection is called within <see cref="Database.Write{T}"/>.</summary>
/// <param name="database">What is changed.</param>
/// <param name="events">Who is told.</param>
internal sealed class Herald(Database database, JobEvents events)
{
    /// <summary>A job is in another state, or at another place.</summary>
    public void Changed(SqliteConnection connection, string id)
    {
        if (JobStore.Find(connection, id) is JobRow row)
        {
            Tell(number => new JobChanged(number, row.Job));
            StudyOf(connection, row.Job.Id, row.Job.Asked.Owner);
        }
    }

    /// <summary>A job was forgotten.</summary>
    public void Forgotten(SqliteConnection connection, Job job)
    {
        Tell(number => new JobForgotten(number, job));
        StudyOf(connection, job.Id, job.Asked.Owner);
    }

    /// <summary>A line for whoever asked.</summary>
    public void Warned(string job, string message) => Tell(number => new JobWarned(number, job, message));

    /// <summary>A picture is there.</summary>
    public void Painted(GalleryPicture picture) => Tell(number => new JobPainted(number, picture));

    /// <summary>A picture was marked, put into the bin, or taken back.</summary>
    public void Changed(GalleryPicture picture) => Tell(number => new PictureChanged(number, picture));

    /// <summary>A picture was erased.</summary>
    public void Erased(SqliteConnection connection, GalleryPicture picture)
    {
        Tell(number => new PictureErased(number, picture));
        StudyOf(connection, picture.Job, picture.Owner);
    }

    /// <summary>A study is another one than before.</summary>
    public void StudyChanged(string study, string owner) => Tell(number => new StudyChanged(number, study, owner));

    /// <summary>A study was forgotten.</summary>
    public void StudyForgotten(string study, string owner) => Tell(number => new StudyForgotten(number, study, owner));

    /// <summary>Tells of the study of which a job paints a cell, if there is one. A cell that is only just submitted has no job yet: the study that begins is told of once, not for each.</summary>
    private void StudyOf(SqliteConnection connection, string job, string owner)
    {
        if (connection.First("SELECT study FROM study_cells WHERE job = @job", reader => reader.Text("study"), ("@job", job)) is string study)
        {
            StudyChanged(study, owner);
        }
    }

    private void Tell(Func<long, JobEvent> create) => database.AfterWrite(() => events.Publish(create));
}
