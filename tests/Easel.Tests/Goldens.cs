namespace Easel.Tests;

/// <summary>Where the recordings of reference runs are: the folder <c>shared/goldens</c> beside the repository or one of the folders around it.</summary>
internal static class Goldens
{
    /// <summary>The full path of a recording. Skips the test where there are none.</summary>
    public static string Path(string relative)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string goldens = System.IO.Path.Combine(folder.FullName, "shared", "goldens");
            if (Directory.Exists(goldens))
            {
                return System.IO.Path.Combine(goldens, relative);
            }
        }

        Assert.Skip($"NOT TESTED: no folder shared/goldens in or above {AppContext.BaseDirectory}; '{relative}' is in it.");
        throw new InvalidOperationException();
    }
}
