using Easel.Downloads.Catalogue;

namespace Easel.Downloads.Transfer;

/// <summary>Brings files here whole, or leaves what has arrived for the next time.</summary>
/// <remarks>
/// Mirrors are asked in turn. An attempt that is cut goes on where it stopped (RFC 9110, 14: ranges, on condition that the file is the same); one mirror is asked
/// again as long as something new arrives. What is here in the end has the wanted SHA-256, or does not get its name.
/// </remarks>
/// <param name="client">Sends requests; must not follow redirects, nor unpack.</param>
/// <param name="options">How patient it is.</param>
/// <param name="observer">Is told how it goes.</param>
public sealed class Downloader(HttpMessageInvoker client, DownloadOptions options, IDownloadObserver observer)
{
    private const long Slack = 16L << 20;

    private readonly Attempts _attempts = new(client, options, observer);

    /// <summary>A client as this class wants one; proxies are those of the environment (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY) or the system.</summary>
    public static HttpMessageInvoker CreateClient() => new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(30) },
        disposeHandler: true);

    /// <summary>Refuses what the disk has no room for.</summary>
    /// <param name="bytes">What is still to come.</param>
    /// <param name="folder">Where it is to lie.</param>
    /// <exception cref="DownloadException">There is not enough room.</exception>
    public void RequireSpace(long bytes, string folder)
    {
        if (options.FreeSpace(folder) is long free && free < bytes + Slack)
        {
            throw new DownloadException($"{ByteText.Of(bytes)} are to come, but the disk of {folder} has {ByteText.Of(free)} free. Make room, or name a folder on another disk: EASEL_CACHE=FOLDER");
        }
    }

    /// <summary>Downloads a file.</summary>
    /// <param name="file">Which.</param>
    /// <param name="destination">Where it is to lie; what lies there is replaced once the new one is whole.</param>
    /// <param name="cancel">Ends it; what has arrived is kept.</param>
    /// <returns>The file's SHA-256.</returns>
    /// <exception cref="DownloadException">No mirror gave it, another process is at it, or the disk does not take it.</exception>
    public async Task<string> DownloadAsync(CatalogueFile file, string destination, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        destination = Path.GetFullPath(destination);
        using var part = PartFile.Open(destination, options.Wrap);
        await TakeUpAsync(file, part, cancel).ConfigureAwait(false);
        if (file.Bytes is long bytes)
        {
            RequireSpace(bytes - part.Length, Path.GetDirectoryName(destination)!);
        }

        List<string> failures = [];
        foreach (Uri mirror in InOrder(file, part))
        {
            string? failure = await TryMirrorAsync(file, part, mirror, cancel).ConfigureAwait(false);
            if (failure is null)
            {
                string sha256 = part.Sha256;
                part.Complete();
                return sha256;
            }

            failures.Add($"  {mirror}\n    {failure}.");
            observer.Note($"{mirror.Host} {failure}.");
        }

        string kept = part.Length > 0 ? $"{ByteText.Of(part.Length)} of it are kept: the same command goes on from there." : "Try again later.";
        throw new DownloadException($"{file.Name} could not be downloaded.\n{string.Join('\n', failures)}\n{kept}");
    }

    /// <summary>Takes up what is here of an earlier download, if it can be of the same file.</summary>
    private async Task TakeUpAsync(CatalogueFile file, PartFile part, CancellationToken cancel)
    {
        bool isAnothers = part.State.Sha256 is string wanted && wanted != file.Sha256;
        if (part.Length == 0 || isAnothers || part.Length > (file.Bytes ?? long.MaxValue))
        {
            part.Restart();
            return;
        }

        await part.RereadAsync(done => observer.Rereading(file.Name, done, part.Length), cancel).ConfigureAwait(false);
    }

    /// <summary>The mirror that the bytes here come from goes first.</summary>
    private static IEnumerable<Uri> InOrder(CatalogueFile file, PartFile part)
        => file.Addresses.OrderBy(address => part.Length > 0 && address.AbsoluteUri == part.State.Address ? 0 : 1);

    /// <returns>None if the file is here and right; else what is wrong with the mirror.</returns>
    private async Task<string?> TryMirrorAsync(CatalogueFile file, PartFile part, Uri mirror, CancellationToken cancel)
    {
        int fruitless = 0;
        long most = part.Length;
        while (true)
        {
            try
            {
                if (part.Length == 0 || part.Length != file.Bytes)
                {
                    await _attempts.RunAsync(file, part, mirror, cancel).ConfigureAwait(false);
                }

                if (file.Sha256 is null || part.Sha256 == file.Sha256)
                {
                    return null;
                }

                ThrowAwayWrong(file, part);
            }
            catch (MirrorException trouble)
            {
                if (trouble.IsFinal)
                {
                    return trouble.Message;
                }

                fruitless = part.Length > most ? 0 : fruitless + 1;
                most = Math.Max(most, part.Length);
                if (fruitless >= options.Patience)
                {
                    return $"{trouble.Message}, {fruitless} times in a row without anything new";
                }

                TimeSpan pause = trouble.Wait ?? PauseAfter(fruitless);
                observer.Note($"{mirror.Host} {trouble.Message}. It is asked again in {pause.TotalSeconds:F0} s.");
                await options.Pause(pause, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>All bytes are here, but they are not the wanted ones. If they came in pieces, some of them may be of another file, and all are fetched anew.</summary>
    private static void ThrowAwayWrong(CatalogueFile file, PartFile part)
    {
        string found = part.Sha256;
        bool wasPieced = part.IsPieced;
        part.Restart();
        throw new MirrorException(
            wasPieced ? "gave pieces that do not fit together, which are thrown away"
                : $"gave another file: its SHA-256 is {found}, wanted is {file.Sha256}. It is thrown away",
            isFinal: !wasPieced);
    }

    /// <summary>1, 2, 4 … seconds, half of it by chance.</summary>
    private TimeSpan PauseAfter(int fruitless)
    {
        double seconds = Math.Min(options.LongestPause.TotalSeconds, options.FirstPause.TotalSeconds * Math.ScaleB(1, Math.Max(0, fruitless - 1)));
        return TimeSpan.FromSeconds(seconds * (0.5 + (0.5 * options.Jitter())));
    }
}
