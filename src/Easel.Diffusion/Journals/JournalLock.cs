using System.Globalization;

namespace Easel.Diffusion.Journals;

/// <summary>The right to write a journal: held by one living process, and released by the system however that ends.</summary>
internal sealed class JournalLock : IDisposable
{
    private const int Attempts = 4;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _file;

    private JournalLock(FileStream file) => _file = file;

    /// <summary>Takes the right.</summary>
    /// <exception cref="JournalException">Another process has it, or a file of the folder is a link.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static JournalLock Take(string folder)
    {
        JournalFiles.RequirePlain(folder);
        JournalLock? found = TryTake(folder);
        for (int attempt = 1; found is null && attempt < Attempts; attempt++)
        {
            // Who only asks whether the right is taken has it for a moment.
            Thread.Sleep(s_pause);
            found = TryTake(folder);
        }

        JournalLock taken = found ?? throw InUse(folder);
        try
        {
            File.WriteAllText(Path.Combine(folder, JournalFiles.Process), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Whether a living process has the right.</summary>
    public static bool IsTaken(string folder)
    {
        if (!File.Exists(Path.Combine(folder, JournalFiles.Lock)))
        {
            return false;
        }

        try
        {
            JournalFiles.RequirePlain(folder);
            using JournalLock? taken = TryTake(folder);
            return taken is null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody else's folder: nothing can be said.
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static JournalException InUse(string folder)
    {
        int? process = JournalFiles.ProcessOf(folder);
        return new JournalException($"The run in {folder} is in progress{(process is null ? "" : $", in process {process}")}.") { IsInUse = true, Process = process };
    }

    /// <returns>none if another process has it</returns>
    private static JournalLock? TryTake(string folder)
    {
        string path = Path.Combine(folder, JournalFiles.Lock);
        try
        {
            return new JournalLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException error) when (IsSharing(error))
        {
            return null;
        }
    }

    /// <summary>EWOULDBLOCK of flock as .NET passes it on, on Linux and on macOS; and Windows' sharing violation.</summary>
    private static bool IsSharing(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
