using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Pipelines;

/// <summary>
/// SHA-256 of large files. Each is computed once, and, where there is a folder for notes, noted down with the file's stamp: as long as size, times and
/// place on the disk stay the same, later runs need not read the file again.
/// </summary>
/// <param name="notes">The folder for notes; none is written if null. Notes may be deleted at any time.</param>
public sealed class ContentHash(string? notes = null)
{
    private const string Title = "easel hash 1";
    private const int LongestNote = 1 << 16;
    private const int BufferBytes = 1 << 20;

    private readonly ConcurrentDictionary<string, Lazy<Task<(string? Sha256, string? Stamp)>>> _running = new(StringComparer.Ordinal);

    /// <summary>A file's SHA-256 in small hexadecimal, if it is noted down and the file has not changed since.</summary>
    public string? Noted(string path) => StampOf(path) is string stamp ? Noted(path, stamp) : null;

    /// <summary>A file's SHA-256 in small hexadecimal; null if it cannot be read, or is a folder. Computed on a thread of its own, once for all who ask.</summary>
    public async Task<string?> OfAsync(string path) => (await RunAsync(path).ConfigureAwait(false)).Sha256;

    /// <summary>A file's SHA-256 in small hexadecimal, read from the file whatever is noted down, and noted down unless the file changes meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="observe">Told the bytes read so far, and of how many.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<string> ReadAsync(string path, Action<long, long> observe, CancellationToken cancel)
        => (await ReadStampedAsync(path, observe, cancel).ConfigureAwait(false)).Sha256;

    /// <summary>Notes down a hash that was computed elsewhere, of a file that nobody has written to since.</summary>
    public async Task NoteAsync(string path, string sha256, CancellationToken cancel = default)
    {
        await FileStamp.SettleAsync(path, cancel).ConfigureAwait(false);
        if (StampOf(path) is string stamp)
        {
            Note(path, stamp, sha256);
        }
    }

    /// <summary>A file's SHA-256, if it is that of the content it had when it had a stamp.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stamp">See <see cref="FileStamp"/>.</param>
    internal async Task<string?> OfAsync(string path, string stamp)
    {
        (string? sha256, string? hashed) = await RunAsync(path).ConfigureAwait(false);
        return hashed == stamp ? sha256 : null;
    }

    /// <summary>A file's stamp; none if it cannot be looked at, or is a folder.</summary>
    internal static string? StampOf(string path)
    {
        try
        {
            return File.Exists(path) ? FileStamp.Of(path) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private Task<(string? Sha256, string? Stamp)> RunAsync(string path)
        => _running.GetOrAdd(Path.GetFullPath(path), full => new(() => Task.Run(() => ComputeAsync(full)))).Value;

    /// <returns>The hash, and the stamp that the file had from before it was read until after.</returns>
    private async Task<(string? Sha256, string? Stamp)> ComputeAsync(string path)
    {
        try
        {
            if (StampOf(path) is string known && Noted(path, known) is string noted)
            {
                return (noted, known);
            }

            if (!File.Exists(path))
            {
                return (null, null);
            }

            return await ReadStampedAsync(path, observe: null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Opening the model will say what is wrong with the file; a picture can do without the hash.
            return (null, null);
        }
    }

    /// <returns>As of <see cref="ComputeAsync"/>.</returns>
    private async Task<(string Sha256, string? Stamp)> ReadStampedAsync(string path, Action<long, long>? observe, CancellationToken cancel)
    {
        await FileStamp.SettleAsync(path, cancel).ConfigureAwait(false);
        string? before = StampOf(path);
        string sha256 = await HashAsync(path, observe, cancel).ConfigureAwait(false);
        string? stamp = StampOf(path) is string after && after == before ? after : null;
        if (stamp is not null)
        {
            Note(path, stamp, sha256);
        }

        return (sha256, stamp);
    }

    private static async Task<string> HashAsync(string path, Action<long, long>? observe, CancellationToken cancel)
    {
        FileStream stream = new(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        await using (stream.ConfigureAwait(false))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] buffer = new byte[BufferBytes];
            long done = 0;
            int count;
            while ((count = await stream.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, count);
                done += count;
                observe?.Invoke(done, stream.Length);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    private string? Noted(string path, string stamp)
    {
        if (notes is null)
        {
            return null;
        }

        try
        {
            string note = NotePath(path);
            string[] lines = File.Exists(note) && new FileInfo(note).Length <= LongestNote ? File.ReadAllLines(note) : [];
            return lines is [Title, string of, string at, string sha256] && of == Path.GetFullPath(path) && at == stamp && IsHash(sha256) ? sha256 : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Note(string path, string stamp, string sha256)
    {
        if (notes is null)
        {
            return;
        }

        string part = $"{NotePath(path)}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(notes);
            File.WriteAllLines(part, [Title, Path.GetFullPath(path), stamp, sha256]);
            File.Move(part, NotePath(path), overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Without its note a file is hashed again.
            PartialFile.Delete(part);
        }
    }

    private string NotePath(string path)
        => Path.Combine(notes!, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(path))))[..32]}.hash");

    private static bool IsHash(string text) => text.Length == 2 * SHA256.HashSizeInBytes && text.All(char.IsAsciiHexDigitLower);
}
