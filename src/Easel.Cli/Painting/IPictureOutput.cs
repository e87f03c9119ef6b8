using Easel.Cli.Reports;

namespace Easel.Cli.Painting;

/// <summary>Where a run's pictures go.</summary>
internal interface IPictureOutput
{
    /// <summary>The folder or file, as reports name it.</summary>
    string Place { get; }

    /// <summary>The files that pictures of a request become, by their pixels.</summary>
    /// <param name="pictures">How many there are.</param>
    /// <param name="width">Pixels per row of each.</param>
    /// <param name="height">Rows of each.</param>
    IEnumerable<(long Count, long Pixels)> FilesOf(long pictures, int width, int height) => [(pictures, (long)width * height)];

    /// <summary>A request is going to be painted.</summary>
    /// <param name="plan">What it makes.</param>
    /// <param name="warn">Where to say what will not be written.</param>
    void Begin(RunPlan plan, Action<string> warn);

    /// <summary>Writes a picture, unless it is not wanted.</summary>
    /// <returns>the file's name, if there is one</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    Task<string?> SaveAsync(FinishedPicture picture, PictureEncoder encoder);

    /// <summary>Writes the grid of all pictures when they are done, if one is wanted.</summary>
    /// <returns>the file's name, if there is one</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    Task<string?> CompleteAsync(PictureEncoder encoder);
}
