using System.Globalization;
using Easel.Painting.Jobs;

namespace Easel.Server.Storage;

/// <summary>The folder of a server's database, pictures, and what jobs need; taken by one server at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>How another folder is chosen.</summary>
    public const string Option = "--data DIR";

    // Parts, and whether files lie in folders of them: of jobs, months, sides, studies.
    private static readonly (string Name, bool HasFolders)[] s_parts = [("jobs", true), ("pictures", true), ("thumbnails", true), ("uploads", false), ("studies", true)];

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream taken) => (Root, _lock) = (path, taken);

    /// <summary>Its path.</summary>
    public string Root { get; }

    /// <summary>The database.</summary>
    public string Database => Path.Combine(Root, "easel.db");

    /// <summary>Small copies of pictures.</summary>
    public string Thumbnails => Path.Combine(Root, "thumbnails");

    /// <summary>What jobs need: a folder each.</summary>
    public string Jobs => Path.Combine(Root, "jobs");

    /// <summary>Makes the folder where it is missing, tries whether it can be written to, and takes it.</summary>
    /// <exception cref="IOException">It cannot be used, or another server uses it.</exception>
    public static DataFolder Take(string path)
    {
        string full = Path.GetFullPath(path);
        if (Obstacle(full, Make) is string obstacle)
        {
            throw new IOException($"Cannot use the data folder {obstacle} Choose another: {Option}");
        }

        // Told now rather than by the first picture, when it is painted already.
        foreach ((string name, bool hasFolders) in s_parts)
        {
            string part = Path.Combine(full, name);
            if ((Obstacle(part, MakePart) ?? (hasFolders && NewestIn(part) is string newest ? Obstacle(newest, MakePart) : null)) is string hindrance)
            {
                throw new IOException($"Cannot write to {hindrance} Move it away, or let the user who runs Easel write to it; or choose another data folder: {Option}");
            }
        }

        return new DataFolder(full, Lock(full));
    }

    /// <summary>The folder of a job: its inputs, and the journal of the picture that is being painted.</summary>
    public string JobOf(string id) => Path.Combine(Jobs, RequireId(id));

    /// <summary>The folder of a study: what it begins with, and its sheet.</summary>
    public string StudyOf(string id) => Path.Combine(Root, "studies", RequireId(id));

    /// <summary>A picture's file within the folder, known before it is painted.</summary>
    /// <param name="job">Its job.</param>
    /// <param name="created">When the job was submitted.</param>
    /// <param name="index">Which of the job's pictures.</param>
    public static string PictureOf(string job, DateTimeOffset created, int index)
        => string.Create(CultureInfo.InvariantCulture, $"pictures/{created.UtcDateTime:yyyy-MM}/{RequireId(job)}-{index}.png");

    /// <summary>The path of a file within the folder.</summary>
    public string PathOf(string file) => Path.Combine(Root, file.Replace('/', Path.DirectorySeparatorChar));

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>The newest month, job or study: they sort by time. What somebody else has put there is not asked.</summary>
    private static string? NewestIn(string part) => Directory.EnumerateFileSystemEntries(part).Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])).Max(StringComparer.Ordinal);

    /// <summary>Why files cannot be written to a folder; none if they can. It is made where it is missing.</summary>
    private static string? Obstacle(string folder, Action<string> make)
    {
        string trial = Path.Combine(folder, $".{Guid.NewGuid():n}");
        try
        {
            make(folder);
            new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return File.Exists(folder) ? $"{folder}: it is a file, not a folder." : FileProblem.Describe(error, trial).Replace(trial, folder, StringComparison.Ordinal);
        }
    }

    /// <summary>Makes the folder where it is missing, for nobody but its owner: prompts and pictures are in it.</summary>
    private static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void MakePart(string folder) => Directory.CreateDirectory(folder);

    private static FileStream Lock(string folder)
    {
        string path = Path.Combine(folder, "easel.lock");
        try
        {
            FileStream taken = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            taken.SetLength(0);
            taken.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            return taken;
        }
        catch (IOException error)
        {
            throw new IOException($"The data folder {folder} is in use by another server. Stop that one, or choose another folder: {Option}", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"Cannot use the data folder {FileProblem.Describe(error, path)} Choose another: {Option}", error);
        }
    }

    private static string RequireId(string id) => SortableId.IsOne(id) ? id : throw new ArgumentException($"'{id}' is no id.", nameof(id));
}
