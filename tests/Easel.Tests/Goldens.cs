namespace Easel.Tests;

/// <summary>Recorded results of the original programs, in <c>shared/goldens</c> beside the repository.</summary>
internal static class Goldens
{
    private static readonly string? s_folder = Find();

    /// <summary>A file or folder there; without them the test is skipped.</summary>
    public static string PathOf(params string[] parts)
    {
        Assert.SkipWhen(s_folder is null, "shared/goldens is not beside the repository.");
        return Path.Combine([s_folder!, .. parts]);
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "goldens");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
