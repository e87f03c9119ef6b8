using Easel.Tensors.Memory;

namespace Easel.Diffusion.Journals;

/// <summary>The files of a journal's folder.</summary>
internal static class JournalFiles
{
    public const string Log = "run.log";
    public const string Copy = "run.first";
    public const string Lock = "lock";
    public const string Process = "process";
    public const string Pause = "pause";
    public const string Blobs = "blobs";

    /// <summary>What a folder's name gets before it when its journal is done with and is being deleted.</summary>
    public const string Removed = ".removed-";

    /// <summary>No journal's file is larger.</summary>
    private const long MostBytes = 1 << 30;

    private const int ProcessBytes = 32;

    /// <summary>The slot of a state.</summary>
    public static string Slot(long number) => $"state.{number % 2}";

    /// <summary>Refuses a folder of which a file is a link, a pipe or a device. A journal may come from anybody: what is written into it must not change another file.</summary>
    /// <exception cref="JournalException">It is.</exception>
    public static void RequirePlain(string folder)
    {
        foreach (string name in (ReadOnlySpan<string>)[Log, Copy, Slot(0), Slot(1), Lock, Process, Pause, Blobs])
        {
            RequirePlain(folder, name);
        }
    }

    /// <summary>A file's bytes; none if it is not there.</summary>
    /// <exception cref="JournalException">It cannot be read, is no plain file, or too large for a journal's.</exception>
    public static byte[] Read(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        RequirePlain(folder, name);
        try
        {
            // Read as far as it reached when it was looked at: another process may be writing it.
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (stream.Length > MostBytes)
            {
                throw new JournalException($"{path} has {stream.Length} bytes, more than a journal's file can have ({MostBytes}).");
            }

            byte[] bytes = new byte[stream.Length];
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return read == bytes.Length ? bytes : bytes[..read];
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception error) when (error is (IOException or UnauthorizedAccessException) and not JournalException)
        {
            throw new JournalException($"{path} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The number of the process that was the last to write a journal; none if it is not known.</summary>
    public static int? ProcessOf(string folder)
    {
        try
        {
            byte[] bytes = Read(folder, Process);
            return bytes.Length <= ProcessBytes && int.TryParse(bytes, out int process) ? process : null;
        }
        catch (JournalException)
        {
            return null;
        }
    }

    private static void RequirePlain(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        string? other = new FileInfo(path).LinkTarget is string target ? $"a link to {target}" : FileStamp.IsSpecial(path) ? "a pipe, a device or a socket" : null;
        if (other is not null)
        {
            throw new JournalException($"{path} is {other}. Easel makes no such journals, and goes on with none: writing into it could change another file.");
        }
    }

    /// <summary>Whether a file is there and not empty.</summary>
    public static bool Has(string folder, string name) => new FileInfo(Path.Combine(folder, name)) is { Exists: true, Length: > 0 };
}
