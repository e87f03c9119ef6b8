namespace Easel.Downloads.Transfer;

/// <summary>What is to be known of a disk.</summary>
public static class Disk
{
    /// <summary>Bytes free for this user where a folder is, or will be; none if the system does not say.</summary>
    public static long? FreeSpace(string folder)
    {
        try
        {
            string? there = Path.GetFullPath(folder);
            while (there is not null && !Directory.Exists(there))
            {
                there = Path.GetDirectoryName(there);
            }

            return there is null ? null : new DriveInfo(there).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
