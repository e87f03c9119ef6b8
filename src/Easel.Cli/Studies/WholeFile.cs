using Easel.Cli.Painting;

namespace Easel.Cli.Studies;

/// <summary>Files of a study, which are made again whenever it is run: each appears whole, in the place of the one before.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the file's place, then renames.</summary>
    /// <exception cref="IOException">The disk does not take it; what was there before is there still.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        string part = $"{path}.{Guid.NewGuid():n}.part";
        try
        {
            using (FileStream stream = new(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Cannot write {FileProblem.Describe(error, path)}", error);
        }
        finally
        {
            if (File.Exists(part))
            {
                File.Delete(part);
            }
        }
    }
}
