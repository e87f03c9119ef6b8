using Easel.Diffusion.Pipelines;
using Easel.Painting.Jobs;

namespace Easel.Cli.Doctor;

/// <summary>A folder, and the room on its disk.</summary>
/// <param name="Path">There or not yet.</param>
/// <param name="Used">Bytes of the files in it.</param>
/// <param name="Free">Bytes free on its disk; none if the system does not say.</param>
/// <param name="Obstacle">Why nothing can be kept in it; none if nothing is known to be in the way.</param>
internal sealed record FoundFolder(string Path, long Used, long? Free, string? Obstacle = null)
{
    /// <summary>Where <c>--weight-cache</c> keeps weights; none if the system has no place for caches.</summary>
    public static FoundFolder? OfCache() => WeightCache.UsualFolder is string folder ? OfWritable(folder) : null;

    /// <summary>Looks at a folder.</summary>
    public static FoundFolder Of(string folder)
    {
        try
        {
            long used = Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;
            string there = System.IO.Path.GetFullPath(folder);
            while (!Directory.Exists(there))
            {
                if (File.Exists(there))
                {
                    return new FoundFolder(folder, 0, null, $"{there} is a file, not a folder");
                }

                there = System.IO.Path.GetDirectoryName(there) ?? System.IO.Path.GetPathRoot(folder)!;
            }

            return new FoundFolder(folder, used, new DriveInfo(there).AvailableFreeSpace);
        }
        catch (UnauthorizedAccessException)
        {
            return new FoundFolder(folder, 0, null, "this user may not look into it");
        }
        catch (Exception problem) when (problem is IOException or ArgumentException)
        {
            return new FoundFolder(folder, 0, null);
        }
    }

    /// <summary>Looks at a folder that is to be written to: a file is made where it lies or will lie, and is gone again at once.</summary>
    public static FoundFolder OfWritable(string folder)
    {
        FoundFolder found = Of(folder);
        if (found.Obstacle is not null)
        {
            return found;
        }

        string there = System.IO.Path.GetFullPath(folder);
        while (!Directory.Exists(there) && System.IO.Path.GetDirectoryName(there) is string above)
        {
            there = above;
        }

        try
        {
            using FileStream trial = new(System.IO.Path.Combine(there, $".easel-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return found;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return found with { Obstacle = problem is UnauthorizedAccessException ? $"this user may not write to {there}" : FileProblem.Describe(problem, there).TrimEnd('.') };
        }
    }
}
