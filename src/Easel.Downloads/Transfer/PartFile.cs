using System.Security.Cryptography;

namespace Easel.Downloads.Transfer;

/// <summary>A file on its way: what has arrived, its hash so far, and where it came from. Whoever has it open is the only one to write it.</summary>
/// <remarks>The bytes lie in <c>NAME.partial</c>, where they came from in <c>NAME.partial.json</c>; <c>NAME.lock</c> is there while a process is at work.</remarks>
internal sealed class PartFile : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly string _destination;
    private readonly FileStream _lock;
    private readonly FileStream _file;
    private readonly Stream _writer;
    private IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private PartFile(string destination, FileStream @lock, FileStream file, Func<Stream, Stream> wrap)
    {
        _destination = destination;
        _lock = @lock;
        _file = file;
        _writer = wrap(file);
        Length = file.Length;
        State = PartState.Read(UnfinishedDownload.StatePathOf(destination));
    }

    /// <summary>Bytes that are here.</summary>
    public long Length { get; private set; }

    /// <summary>Where they come from.</summary>
    public PartState State { get; private set; }

    /// <summary>Whether some of them are from an earlier attempt.</summary>
    public bool IsPieced { get; set; }

    /// <summary>SHA-256 of what is here, in small hexadecimal.</summary>
    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Opens or begins a file.</summary>
    /// <exception cref="DownloadException">Another process is at it, or the disk does not take it.</exception>
    public static PartFile Open(string destination, Func<Stream, Stream> wrap)
    {
        FileStream? @lock = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
            @lock = Claim(destination);
            FileStream file = new(UnfinishedDownload.PathOf(destination), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            return new PartFile(destination, @lock, file, wrap);
        }
        catch (Exception error) when (error is not DownloadException && error is IOException or UnauthorizedAccessException)
        {
            @lock?.Dispose();
            throw CannotWrite(UnfinishedDownload.PathOf(destination), error);
        }
    }

    /// <summary>Reads what is here for its hash.</summary>
    public async Task RereadAsync(Action<long> observe, CancellationToken cancel)
    {
        byte[] buffer = new byte[BufferBytes];
        _file.Position = 0;
        long done = 0;
        while (done < Length)
        {
            int count = await _file.ReadAsync(buffer, cancel).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            _hash.AppendData(buffer, 0, count);
            done += count;
            observe(done);
        }

        Length = done;
        IsPieced = done > 0;
    }

    /// <summary>Notes where the next bytes come from.</summary>
    public void Note(PartState state)
    {
        if (state == State)
        {
            return;
        }

        State = state;
        Guarded(() => state.Write(UnfinishedDownload.StatePathOf(_destination)));
    }

    /// <summary>Adds bytes.</summary>
    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            await _writer.WriteAsync(bytes, cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(UnfinishedDownload.PathOf(_destination), error);
        }

        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>Forgets what is here.</summary>
    public void Restart()
    {
        Guarded(() => _file.SetLength(0));
        _file.Position = 0;
        _hash.Dispose();
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Length = 0;
        IsPieced = false;
    }

    /// <summary>Puts the file, now whole, in its place.</summary>
    public void Complete() => Guarded(() =>
    {
        _writer.Flush();
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(UnfinishedDownload.PathOf(_destination), _destination, overwrite: true);
        File.Delete(UnfinishedDownload.StatePathOf(_destination));
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
        if (Length == 0)
        {
            File.Delete(UnfinishedDownload.PathOf(_destination));
            File.Delete(UnfinishedDownload.StatePathOf(_destination));
        }

        _lock.Dispose();
    }

    private static FileStream Claim(string destination)
    {
        string path = destination + ".lock";
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new DownloadException($"{destination}: another easel is downloading it at this moment. Wait until that is done (or end it, and run this again).", error);
        }
    }

    private void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(_destination, error);
        }
    }

    private static DownloadException CannotWrite(string path, Exception error) => new(
        $"{path} cannot be written: {error.Message} What has arrived is kept; make room or change the permissions, and run the same command again. EASEL_CACHE=FOLDER keeps files in another folder.",
        error);
}
