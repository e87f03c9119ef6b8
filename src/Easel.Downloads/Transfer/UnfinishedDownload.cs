namespace Easel.Downloads.Transfer;

/// <summary>What is left of a download that was stopped, to be gone on with.</summary>
public static class UnfinishedDownload
{
    /// <summary>The file of what has arrived.</summary>
    public static string PathOf(string destination) => destination + ".partial";

    /// <summary>Deletes it.</summary>
    /// <returns>The bytes that were freed.</returns>
    public static long Delete(string destination)
    {
        FileInfo part = new(PathOf(destination));
        long bytes = part.Exists ? part.Length : 0;
        File.Delete(part.FullName);
        File.Delete(StatePathOf(destination));
        return bytes;
    }

    /// <summary>The file that says where it came from.</summary>
    internal static string StatePathOf(string destination) => PathOf(destination) + ".json";
}
