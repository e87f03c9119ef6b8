using Easel.Imaging;

namespace Easel.Painting.Jobs;

/// <summary>Folders that pictures are written to, and errors that name them.</summary>
internal static class OutputFolder
{
    // Folders that were not there before, where only a trial is made; none where they are to stay.
    private static readonly AsyncLocal<List<string>?> s_trial = new();

    /// <summary>Does something that may make folders, and takes these away again.</summary>
    public static T Trying<T>(Func<T> work)
    {
        List<string> made = [];
        s_trial.Value = made;
        try
        {
            return work();
        }
        finally
        {
            s_trial.Value = null;
            foreach (string folder in made.Where(Directory.Exists).OrderByDescending(folder => folder.Length))
            {
                Directory.Delete(folder);
            }
        }
    }

    /// <summary>Makes a folder where it is missing, and tries whether files can be written, before hours of painting.</summary>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="named">The folder that the command line names, which errors are about.</param>
    /// <param name="option">How another is chosen: <c>--outdir FOLDER</c>.</param>
    /// <exception cref="IOException">It cannot be used.</exception>
    public static void Prepare(string folder, string named, string option) => Describing(named, option, () =>
    {
        for (string? missing = Path.GetFullPath(folder); s_trial.Value is { } made && missing is not null && !Path.Exists(missing); missing = Path.GetDirectoryName(missing))
        {
            made.Add(missing);
        }

        Directory.CreateDirectory(folder);
        string trial = Path.Combine(folder, $".{Guid.NewGuid():n}");
        new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
        return true;
    });

    /// <summary>Does something with a folder, and says what is wrong with it if that fails.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static T Describing<T>(string named, string option, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string problem = File.Exists(named) ? $"{named}: it is a file, not a folder." : FileProblem.Describe(error, named);
            throw new IOException($"Cannot write to the output folder {problem} Choose another: {option}", error);
        }
    }

    /// <summary>Writes a file, or says that its name is taken.</summary>
    /// <exception cref="IOException">The disk does not take it; the message names the file.</exception>
    public static bool TryWrite(string path, byte[] bytes) => TryWrite(path, bytes, isSecret: false);

    /// <summary>Writes a file that nobody but its owner may read, or says that its name is taken.</summary>
    /// <exception cref="IOException">The disk does not take it; the message names the file.</exception>
    public static bool TryWriteSecret(string path, byte[] bytes) => TryWrite(path, bytes, isSecret: true);

    /// <summary>Where a file is written that is going to take another's place.</summary>
    public static string Beside(string path, string tag) => $"{path}.{tag}";

    /// <summary>Writes a file in the place of another, if there is one; whatever happens, one of both is whole there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="tag">What its name has behind until it is whole; drawn by lot if none is given.</param>
    /// <exception cref="IOException">The disk does not take it; the message names the file.</exception>
    public static void Replace(string path, byte[] bytes, string? tag = null)
    {
        string beside = Beside(path, tag ?? Guid.NewGuid().ToString("n"));
        try
        {
            NewFile.Write(beside, bytes);
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw new IOException($"Cannot write {FileProblem.Describe(error, path)}", error);
        }
    }

    private static bool TryWrite(string path, byte[] bytes, bool isSecret)
    {
        try
        {
            return NewFile.TryWrite(path, bytes, isSecret);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Cannot write {FileProblem.Describe(error, path)}", error);
        }
    }
}
