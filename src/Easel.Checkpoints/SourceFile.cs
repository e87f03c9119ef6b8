using Easel.Tensors.Memory;

namespace Easel.Checkpoints;

/// <summary>The bytes of one untrusted file, and its name for errors.</summary>
internal sealed class SourceFile(string path, HostMemory memory) : IDisposable
{
    public string Path => path;

    public HostMemory Memory => memory;

    public long Length => memory.Length;

    /// <summary>Maps a file.</summary>
    /// <exception cref="CheckpointException">It is missing or may not be read.</exception>
    public static SourceFile Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new CheckpointException($"{path}: there is no such file. Check the spelling and the folder ({Environment.CurrentDirectory} is the current one).");
        }

        if (FileStamp.IsSpecial(path))
        {
            throw new CheckpointException($"{path}: this is a pipe, a device or a socket, not a file. Reading it could wait for ever; name the checkpoint itself.");
        }

        try
        {
            return new SourceFile(path, MappedFile.Open(path));
        }
        catch (FileNotFoundException missing) when (new FileInfo(path).LinkTarget is string target)
        {
            // File.Exists is true for a link that leads nowhere.
            throw new CheckpointException($"{path}: this is a link to {target}, and there is no such file. Put the file there, or make the link anew.", missing);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new CheckpointException($"{path}: this user may not read it. Change its permissions or its owner.", denied);
        }
        catch (Exception failed) when (failed is IOException or NotSupportedException)
        {
            throw new CheckpointException($"{path}: it cannot be read: {failed.Message}", failed);
        }
    }

    /// <summary>Some bytes. The caller has checked that they are there.</summary>
    public ReadOnlySpan<byte> Bytes(long offset, int count) => memory.Span(offset, count);

    /// <summary>The first bytes, at most so many.</summary>
    public ReadOnlySpan<byte> Start(int atMost) => Bytes(0, (int)Math.Min(atMost, Length));

    /// <summary>An error about this file.</summary>
    public CheckpointException Refuse(string why, Exception? inner = null) => new($"{Path}: {why}", inner);

    public void Dispose() => memory.Dispose();
}
