namespace Easel.Painting.Jobs;

/// <summary>What went wrong with a file, in words that tell what to do.</summary>
internal static class FileProblem
{
    /// <summary>One line that names the file.</summary>
    public static string Describe(Exception error, string path)
    {
        string reason = error switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file or folder.",
            UnauthorizedAccessException when Directory.Exists(path) => "it is a folder, or you have no permission.",
            UnauthorizedAccessException => "you have no permission.",
            PathTooLongException => "the name is too long.",
            _ => FromCode(error.HResult) ?? error.Message,
        };
        return $"{path}: {reason}";
    }

    /// <summary>Whether a disk, or the user's share of it, is full.</summary>
    public static bool IsDiskFull(Exception? error)
        => error is not null && (FromCode(error.HResult) is "the disk is full." or "your share of the disk is used up (quota)." || IsDiskFull(error.InnerException));

    /// <summary>Codes of Linux, macOS, and Windows that have no exception of their own.</summary>
    private static string? FromCode(int code) => (code, OperatingSystem.IsWindows(), OperatingSystem.IsMacOS()) switch
    {
        (28, false, _) or (unchecked((int)0x80070070), true, _) or (unchecked((int)0x80070027), true, _) => "the disk is full.",
        (122, false, false) or (69, false, true) => "your share of the disk is used up (quota).",
        (30, false, _) or (unchecked((int)0x80070013), true, _) => "the disk is read-only.",
        (20, false, _) => "a part of the path is a file, not a folder.",
        (5, false, _) => "the disk reports an error (input/output error).",
        _ => null,
    };
}
