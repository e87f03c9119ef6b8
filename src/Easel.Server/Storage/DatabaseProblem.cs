using Microsoft.Data.Sqlite;

namespace Easel.Server.Storage;

/// <summary>What goes wrong with a database because of the disk below it, in the words and the type of what goes wrong with files.</summary>
internal static class DatabaseProblem
{
    // https://www.sqlite.org/rescode.html
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    // ENOSPC and ERROR_DISK_FULL, as .NET passes them on
    private const int FullOnUnix = 28;
    private const int FullOnWindows = unchecked((int)0x80070070);

    /// <summary>The same as an error of a file; none if the disk is not at fault.</summary>
    public static IOException? Of(SqliteException error, string file) => error.SqliteErrorCode switch
    {
        Full => new IOException($"{file}: the disk is full.", OperatingSystem.IsWindows() ? FullOnWindows : FullOnUnix),
        ReadOnly or InputOutput or CannotOpen => new IOException($"{file}: the database cannot be written: {error.Message}", error),
        _ => null,
    };
}
