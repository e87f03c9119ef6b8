using Easel.Server.Gallery;

namespace Easel.Server.Jobs;

/// <summary>Something that happened.</summary>
/// <param name="Number">from 1, greater than those of all events before, also across a server's restart</param>
/// <param name="Job">to which job; empty if to none</param>
internal abstract record JobEvent(long Number, string Job)
{
    /// <summary>What it tells the newest of: of those that wait to be read only the last one matters. None if each matters.</summary>
    public virtual string? Newest => null;
}

/// <summary>It is in another state, or at another place.</summary>
internal sealed record JobChanged(long Number, Job Now) : JobEvent(Number, Now.Id);

/// <summary>It was forgotten.</summary>
internal sealed record JobForgotten(long Number, Job Was) : JobEvent(Number, Was.Id);

/// <summary>A step is done.</summary>
internal sealed record JobStepped(long Number, JobProgress Progress) : JobEvent(Number, Progress.Job)
{
    /// <inheritdoc/>
    public override string Newest => Job;
}

/// <summary>A picture is there.</summary>
internal sealed record JobPainted(long Number, GalleryPicture Picture) : JobEvent(Number, Picture.Job);

/// <summary>A line for whoever asked.</summary>
internal sealed record JobWarned(long Number, string Job, string Message) : JobEvent(Number, Job);

/// <summary>A picture was marked, put into the bin, or taken back.</summary>
internal sealed record PictureChanged(long Number, GalleryPicture Picture) : JobEvent(Number, Picture.Job);

/// <summary>A picture was erased for good.</summary>
internal sealed record PictureErased(long Number, GalleryPicture Picture) : JobEvent(Number, Picture.Job);

/// <summary>A study was begun, one of its cells was begun, painted or given up, or it was asked to end. How it is, whoever tells of it looks up.</summary>
internal sealed record StudyChanged(long Number, string Study, string Owner) : JobEvent(Number, "")
{
    /// <inheritdoc/>
    public override string Newest => Study;
}

/// <summary>A study was forgotten.</summary>
internal sealed record StudyForgotten(long Number, string Study, string Owner) : JobEvent(Number, "");

/// <summary>More was missed than is kept.</summary>
internal sealed record EventsMissed(long Number) : JobEvent(Number, "");
