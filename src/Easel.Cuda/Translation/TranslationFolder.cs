using System.Security.Cryptography;
using System.Text;

namespace Easel.Cuda.Translation;

/// <summary>
/// A folder of kernels in cards' own code, a file each. Files are found by all that their content depends on, and hold its hash: one that is damaged, or of
/// something else, is as good as none. Several processes may use it at once, everything in it may be deleted at any time, and no trouble with it is an error.
/// </summary>
/// <param name="folder">Its path; made when it is first written to.</param>
/// <param name="origin">What translated, and for which cards; whatever else translations depend on but their text.</param>
internal sealed class TranslationFolder(string folder, string origin)
{
    /// <summary>Bytes that may lie here: a dozen times all kernels. What has not been used for longest gives way.</summary>
    public const long MostBytes = 64 << 20;

    private const string Extension = ".kernel";
    private const string UnfinishedExtension = ".part";
    private static readonly TimeSpan s_unfinished = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_precision = TimeSpan.FromDays(1);

    private int _written;

    // Changes with the form of files.
    private static ReadOnlySpan<byte> Magic => "EASELK01"u8;

    /// <summary>A translation, if it is here and whole.</summary>
    /// <param name="kernel">The kernel's name.</param>
    /// <param name="text">What was translated.</param>
    public byte[]? Find(string kernel, ReadOnlySpan<byte> text)
    {
        byte[] key = KeyOf(text);
        string path = PathOf(kernel, key);
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            byte[] file = File.ReadAllBytes(path);
            if (!IsWhole(file, key))
            {
                return null;
            }

            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > s_precision)
            {
                // Files that are in use are not the oldest.
                Ignoring(() => File.SetLastWriteTimeUtc(path, DateTime.UtcNow));
            }

            return file[(Magic.Length + (2 * SHA256.HashSizeInBytes))..];
        }
        catch (Exception exception) when (IsOfFiles(exception))
        {
            return null;
        }
    }

    /// <summary>Keeps a translation, if it can be kept.</summary>
    /// <param name="kernel">The kernel's name.</param>
    /// <param name="text">What was translated.</param>
    /// <param name="code">What came of it.</param>
    public void Keep(string kernel, ReadOnlySpan<byte> text, byte[] code)
    {
        byte[] key = KeyOf(text);
        string path = PathOf(kernel, key);
        string unfinished = $"{path}.{Guid.NewGuid():N}{UnfinishedExtension}";
        Ignoring(() =>
        {
            Directory.CreateDirectory(folder);
            try
            {
                File.WriteAllBytes(unfinished, [.. Magic, .. key, .. SHA256.HashData(code), .. code]);
                File.Move(unfinished, path, overwrite: true);
                Interlocked.Increment(ref _written);
            }
            catch
            {
                Ignoring(() => File.Delete(unfinished));
                throw;
            }
        });
    }

    /// <summary>Deletes a translation that turned out to be of no use.</summary>
    public void Forget(string kernel, ReadOnlySpan<byte> text)
    {
        string path = PathOf(kernel, KeyOf(text));
        Ignoring(() => File.Delete(path));
    }

    /// <summary>Deletes what has not been used for longest, if more lies here than may, and what was never finished.</summary>
    public void Tidy()
    {
        if (Volatile.Read(ref _written) == 0)
        {
            return;
        }

        Ignoring(() =>
        {
            DirectoryInfo here = new(folder);
            foreach (FileInfo file in here.EnumerateFiles($"*{UnfinishedExtension}").Where(file => DateTime.UtcNow - file.LastWriteTimeUtc > s_unfinished))
            {
                Ignoring(file.Delete);
            }

            long bytes = 0;
            foreach (FileInfo file in here.EnumerateFiles($"*{Extension}").OrderByDescending(file => file.LastWriteTimeUtc))
            {
                bytes += file.Length;
                if (bytes > MostBytes)
                {
                    Ignoring(file.Delete);
                }
            }
        });
    }

    private byte[] KeyOf(ReadOnlySpan<byte> text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(origin));
        hash.AppendData([0]);
        hash.AppendData(text);
        return hash.GetHashAndReset();
    }

    private string PathOf(string kernel, byte[] key) => Path.Combine(folder, $"{kernel}-{Convert.ToHexStringLower(key.AsSpan(0, 8))}{Extension}");

    private static bool IsWhole(ReadOnlySpan<byte> file, ReadOnlySpan<byte> key)
    {
        int start = Magic.Length + (2 * SHA256.HashSizeInBytes);
        return file.Length > start
            && file.StartsWith(Magic)
            && file.Slice(Magic.Length, SHA256.HashSizeInBytes).SequenceEqual(key)
            && file[(Magic.Length + SHA256.HashSizeInBytes)..start].SequenceEqual(SHA256.HashData(file[start..]));
    }

    private static void Ignoring(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (IsOfFiles(exception))
        {
            // The next start translates again; nothing is wrong.
        }
    }

    private static bool IsOfFiles(Exception exception) => exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;
}
