using System.Security.Cryptography;

namespace Easel.Cli.Library;

/// <summary>Reads whole files for their hashes.</summary>
internal static class FileReading
{
    private const int BufferBytes = 1 << 20;

    /// <summary>A file's SHA-256 in small hexadecimal.</summary>
    /// <param name="path">The file.</param>
    /// <param name="observe">Told the bytes read so far, and of how many.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<string> HashAsync(string path, Action<long, long> observe, CancellationToken cancel)
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
                observe(done, stream.Length);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }
}
