namespace Easel.Imaging;

/// <summary>Files that appear whole or not at all, and never in the place of another.</summary>
/// <remarks>
/// A file is written beside its place under the name with <c>.part</c> behind, then renamed. Whoever creates the <c>.part</c> file owns the name,
/// so two runs with one folder do not take each other's numbers.
/// </remarks>
public static class NewFile
{
    // EEXIST and ERROR_FILE_EXISTS, as .NET passes them on
    private const int ExistsOnUnix = 17;
    private const int ExistsOnWindows = unchecked((int)0x80070050);

    /// <summary>Writes a file that is not there yet.</summary>
    /// <exception cref="IOException">The name is taken, or the disk does not take the file.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        if (!TryWrite(path, bytes))
        {
            throw new IOException($"{path} exists already and is not overwritten.");
        }
    }

    /// <summary>Writes a file, or says that its name is taken.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="bytes">What goes into it.</param>
    /// <param name="isSecret">Whether nobody but its owner may read it, from the first byte on; Windows leaves that to the folder.</param>
    /// <exception cref="IOException">The disk does not take the file; nothing of it is left.</exception>
    public static bool TryWrite(string path, ReadOnlySpan<byte> bytes, bool isSecret = false)
    {
        string part = path + ".part";
        FileStream? stream = Claim(part, isSecret);
        if (stream is null)
        {
            return false;
        }

        bool moved = false;
        try
        {
            using (stream)
            {
                // Asked after claiming: another run may have finished this name just before.
                if (IsTaken(path))
                {
                    return false;
                }

                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            moved = TryMove(part, path);
            return moved;
        }
        finally
        {
            if (!moved)
            {
                File.Delete(part);
            }
        }
    }

    /// <summary>Deletes what a process that has died left of a file that it was writing; what another is writing now stays.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public static void DeleteRemains(string path)
    {
        string part = path + ".part";
        if (!File.Exists(part))
        {
            return;
        }

        try
        {
            // Refused as long as its writer lives.
            new FileStream(part, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0).Dispose();
        }
        catch (IOException)
        {
            return;
        }

        File.Delete(part);
    }

    private static FileStream? Claim(string part, bool isSecret)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (isSecret && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(part, options);
        }
        catch (IOException error) when (IsTaken(part) || error.HResult is ExistsOnUnix or ExistsOnWindows)
        {
            // It may be gone by now: whoever had it has finished.
            return null;
        }
    }

    private static bool TryMove(string part, string path)
    {
        try
        {
            File.Move(part, path, overwrite: false);
            return true;
        }
        catch (IOException) when (IsTaken(path))
        {
            return false;
        }
    }

    /// <summary>Whether the name is there: a file, a folder, or a symbolic link, even one to nowhere.</summary>
    private static bool IsTaken(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
