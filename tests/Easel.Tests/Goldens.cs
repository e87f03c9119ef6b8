namespace Easel.Tests;

/// <summary>Finds the recorded reference data, which lies beside the repository.</summary>
internal static class Goldens
{
    private static readonly string? s_folder = Find();

    /// <summary>The full path of a file or folder of the reference data; skips the test where there is none.</summary>
    public static string Path(params string[] names)
    {
        if (s_folder is null)
        {
            Assert.Skip($"NOT TESTED: no folder shared/goldens in or above {AppContext.BaseDirectory}; '{string.Join('/', names)}' is in it.");
        }

        // Where only some of it was brought, as to a machine with a card.
        string part = System.IO.Path.Combine([s_folder, .. names.Take(1).Select(name => name.Split('/')[0])]);
        Assert.SkipUnless(System.IO.Path.Exists(part), $"NOT TESTED: {part} is not here; '{string.Join('/', names)}' is in it.");
        return System.IO.Path.Combine([s_folder, .. names]);
    }

    /// <summary>The tensors of a recording; skips the test where there is none.</summary>
    public static SafeTensors Open(params string[] names) => new(Path(names));

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string goldens = System.IO.Path.Combine(folder.FullName, "shared", "goldens");
            if (Directory.Exists(goldens))
            {
                return goldens;
            }
        }

        return null;
    }
}
