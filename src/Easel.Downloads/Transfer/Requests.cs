using System.Net;
using System.Net.Http.Headers;

namespace Easel.Downloads.Transfer;

/// <summary>Asks a mirror for a file or the rest of it, and goes where it points.</summary>
/// <remarks>Redirects are followed here, not in the client: a token goes to the first host only, and nothing goes from https to http.</remarks>
internal sealed class Requests(HttpMessageInvoker client, DownloadOptions options)
{
    /// <summary>The answer of the last host of the way.</summary>
    /// <param name="address">The mirror.</param>
    /// <param name="offset">Bytes that are here.</param>
    /// <param name="condition">Under which the rest alone is wanted; none if under any.</param>
    /// <param name="cancel">Ends waiting.</param>
    /// <exception cref="MirrorException">The way leads where it must not.</exception>
    public async Task<HttpResponseMessage> SendAsync(Uri address, long offset, RangeConditionHeaderValue? condition, CancellationToken cancel)
    {
        Uri current = address;
        bool isFirstHand = true;
        for (int hop = 0; hop <= options.MaxRedirects; hop++)
        {
            RequireSafe(current);
            using HttpRequestMessage request = new(HttpMethod.Get, current);
            request.Headers.UserAgent.ParseAdd(options.Agent);
            request.Headers.AcceptEncoding.ParseAdd("identity");
            if (offset > 0)
            {
                request.Headers.Range = new RangeHeaderValue(offset, null);
                request.Headers.IfRange = condition;
            }

            isFirstHand &= current.Authority == address.Authority;
            if (isFirstHand && MayHaveToken(current))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
            }

            HttpResponseMessage response = await client.SendAsync(request, cancel).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return response;
            }

            Uri? target = response.Headers.Location;
            response.Dispose();
            Uri next = target is null ? throw new MirrorException("redirects, but does not say whereto", isFinal: true) : new Uri(current, target);
            if (current.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps && !options.AllowsHttp)
            {
                throw new MirrorException($"leads from https to {next.Scheme}://{next.Host}, where anybody on the way could change the file", isFinal: true);
            }

            current = next;
        }

        throw new MirrorException($"redirects more than {options.MaxRedirects} times", isFinal: true);
    }

    /// <summary>Whether an address may be told the user's token.</summary>
    public bool MayHaveToken(Uri address) => options.Token is { Length: > 0 }
        && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback)
        && options.TokenHosts.Contains(address.IdnHost, StringComparer.OrdinalIgnoreCase);

    private void RequireSafe(Uri address)
    {
        if (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && (address.IsLoopback || options.AllowsHttp)))
        {
            return;
        }

        throw new MirrorException(
            address.Scheme == Uri.UriSchemeHttp
                ? $"is http at {address.Host}, where anybody on the way could change the file; --allow-http allows it"
                : $"leads to {address.Scheme}:, which is not read",
            isFinal: true);
    }
}
