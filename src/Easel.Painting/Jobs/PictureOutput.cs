using Easel.Imaging;
using Easel.Painting.Reports;

namespace Easel.Painting.Jobs;

/// <summary>How far a place of files has come in counting.</summary>
/// <param name="Picture">the next picture's number</param>
/// <param name="Grid">the next grid's</param>
internal sealed record OutputNumbers(int Picture = 0, int Grid = 0);

/// <summary>Where a run's pictures go. A file is named first and written then, so that a journal can note down in between what is going to be there.</summary>
internal abstract class PictureOutput(OutputPlan plan)
{
    /// <summary>The folder or file, as reports name it.</summary>
    public string Place => plan.Place;

    /// <summary>What the next names are made of.</summary>
    public OutputNumbers Next { get; set; } = new();

    /// <summary>Whether another name can be had for a picture whose name is taken.</summary>
    public virtual bool HasOtherNames => true;

    /// <summary>A file's path, as reports name it.</summary>
    /// <param name="name">Within the folder.</param>
    public string PathOf(string name) => Path.Combine(plan.Folder, name);

    /// <summary>Pictures in a row of the grid; 0 if none is wanted.</summary>
    /// <param name="run">What is going to be painted.</param>
    /// <param name="warn">Where to say what will not be written.</param>
    public virtual int GridColumns(RunPlan run, Action<string> warn) => 0;

    /// <summary>The files that pictures of a request become, by their pixels.</summary>
    /// <param name="pictures">How many there are.</param>
    /// <param name="width">Pixels per row of each.</param>
    /// <param name="height">Rows of each.</param>
    public virtual IEnumerable<(long Count, long Pixels)> FilesOf(long pictures, int width, int height) => [(pictures, (long)width * height)];

    /// <summary>Whether pictures become files, each its own.</summary>
    public virtual bool SavesPictures => true;

    /// <summary>The next name for a picture.</summary>
    public abstract string NameOf(FinishedPicture picture);

    /// <summary>The next name for the grid.</summary>
    public virtual string NameGrid() => throw new NotSupportedException("Here is no grid.");

    /// <summary>Writes a file, or says that its name is taken.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public virtual bool TryWrite(string name, byte[] png) => OutputFolder.TryWrite(PathOf(name), png);

    /// <summary>Deletes what a process that has died left of a file that it was writing.</summary>
    public virtual void Clear(string name) => NewFile.DeleteRemains(PathOf(name));
}
