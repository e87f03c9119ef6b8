using System.Net;
using Easel.Downloads.Catalogue;

namespace Easel.Downloads.Transfer;

/// <summary>Single attempts to get a file, or the rest of it, from a mirror.</summary>
internal sealed class Attempts(HttpMessageInvoker client, DownloadOptions options, IDownloadObserver observer)
{
    private const int BufferBytes = 1 << 17;

    private readonly Requests _requests = new(client, options);

    /// <summary>Makes one attempt; what arrives is kept, whatever comes after it.</summary>
    /// <exception cref="MirrorException">Not all arrived.</exception>
    /// <exception cref="DownloadException">The disk does not take it.</exception>
    public async Task RunAsync(CatalogueFile file, PartFile part, Uri mirror, CancellationToken cancel)
    {
        bool isSameMirror = part.State.Address == mirror.AbsoluteUri;
        if (part.Length > 0 && file.Sha256 is null && !(isSameMirror && Answers.Condition(part.State) is not null))
        {
            // Nothing would show if the rest were of another file.
            part.Restart();
        }

        using Idle idle = new(options.IdleTimeout, cancel);
        try
        {
            using HttpResponseMessage response = await _requests
                .SendAsync(mirror, part.Length, isSameMirror ? Answers.Condition(part.State) : null, idle.Begin()).ConfigureAwait(false);
            TokenUse token = _requests.MayHaveToken(mirror) ? TokenUse.Sent : options.TokenHosts.Contains(mirror.IdnHost) ? TokenUse.Possible : TokenUse.None;
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && part.Length > 0)
            {
                part.Restart();
                throw new MirrorException("has no bytes behind those that are here, which are thrown away (416)", isFinal: false);
            }

            Answers.Require(response, token, options);
            long? total = Begin(file, part, mirror, isSameMirror, response);
            await ReceiveAsync(file, part, total, response, idle).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new MirrorException($"was silent for {options.IdleTimeout.TotalSeconds:0.#} s", isFinal: false);
        }
        catch (Exception error) when (error is HttpRequestException or (IOException and not DownloadException))
        {
            throw new MirrorException(part.Length > 0 ? $"was cut off after {ByteText.Of(part.Length)} ({Reason(error)})" : $"cannot be reached{ByWayOf(mirror)} ({Reason(error)})", isFinal: false, inner: error);
        }
    }

    /// <summary>Makes the part ready for what an answer brings.</summary>
    /// <returns>Bytes of the whole file; none if nobody says.</returns>
    private static long? Begin(CatalogueFile file, PartFile part, Uri mirror, bool isSameMirror, HttpResponseMessage response)
    {
        PartState state = new()
        {
            Address = mirror.AbsoluteUri,
            ETag = Answers.StrongTag(response),
            LastModified = response.Content.Headers.LastModified,
            Sha256 = file.Sha256,
        };
        long? total = file.Bytes;
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            long? from = response.Content.Headers.ContentRange?.From;
            bool isChanged = isSameMirror && part.State.ETag is string before && state.ETag is string now && before != now;
            if (from != part.Length || isChanged)
            {
                part.Restart();
                throw new MirrorException(isChanged ? "has another edition of the file by now: it begins anew" : $"sends bytes from {from} on, which were not asked for", isFinal: false);
            }

            part.IsPieced = true;
            total = RequireLength(file, response.Content.Headers.ContentRange?.Length);
        }
        else
        {
            // All of it, whatever was asked for: the mirror knows no ranges, or has another edition by now.
            part.Restart();
            total = RequireLength(file, response.Content.Headers.ContentLength);
        }

        part.Note(state with { Bytes = total });
        return total;
    }

    private static long? RequireLength(CatalogueFile file, long? said)
        => said is long bytes && file.Bytes is long wanted && bytes != wanted
            ? throw new MirrorException($"has another file in this place: {bytes} bytes, wanted are {wanted}", isFinal: true)
            : said ?? file.Bytes;

    private async Task ReceiveAsync(CatalogueFile file, PartFile part, long? total, HttpResponseMessage response, Idle idle)
    {
        byte[] buffer = new byte[BufferBytes];
        Stream stream = await response.Content.ReadAsStreamAsync(idle.Begin()).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            while (true)
            {
                int count = await stream.ReadAsync(buffer, idle.Begin()).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                if (part.Length + count > total)
                {
                    part.Restart();
                    throw new MirrorException($"sends more than the {total} bytes that the file has", isFinal: true);
                }

                await part.AppendAsync(buffer.AsMemory(0, count), idle.Stopped).ConfigureAwait(false);
                observer.Arrived(file.Name, part.Length, total);
            }
        }

        if (part.Length < total)
        {
            throw new MirrorException($"ended after {part.Length} of {total} bytes", isFinal: false);
        }
    }

    /// <summary>The proxy that stands between, which may be what cannot be reached.</summary>
    private static string ByWayOf(Uri mirror)
        => !mirror.IsLoopback && HttpClient.DefaultProxy.GetProxy(mirror) is Uri proxy && proxy != mirror ? $" by way of the proxy {proxy.Authority}" : "";

    private static string Reason(Exception error) => (error.InnerException ?? error).Message.TrimEnd('.');

    /// <summary>Ends a wait in which nothing comes.</summary>
    private sealed class Idle(TimeSpan timeout, CancellationToken cancel) : IDisposable
    {
        private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(cancel);

        /// <summary>Set when the user wants an end.</summary>
        public CancellationToken Stopped => cancel;

        /// <summary>The next wait.</summary>
        public CancellationToken Begin()
        {
            _source.CancelAfter(timeout);
            return _source.Token;
        }

        public void Dispose() => _source.Dispose();
    }
}
