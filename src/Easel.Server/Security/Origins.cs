using System.Net;
using Microsoft.AspNetCore.Http;

namespace Easel.Server.Security;

/// <summary>Where requests come from, as far as browsers tell.</summary>
internal static class Origins
{
    private const string SameOrigin = "same-origin";
    private const string ByHand = "none";

    /// <summary>Whether a request's Host can be read at all: what begins like an international name (xn--) may be none.</summary>
    public static bool HasReadableHost(HttpRequest request)
    {
        try
        {
            _ = request.Host;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether a request's Host is a name that only this machine, or whoever runs it, can have given: an address, localhost, or an allowed name. A page of somebody else's whose
    /// name was made to lead here (DNS rebinding) has none of these.
    /// </summary>
    /// <param name="host">The header.</param>
    /// <param name="allowed">Names that were allowed.</param>
    public static bool IsOwnHost(HostString host, IReadOnlyCollection<string> allowed)
    {
        string name = host.Host.TrimEnd('.');
        return IPAddress.TryParse(name.Trim('[', ']'), out _)
            || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || allowed.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether a request may have been made by a page of somebody else's: then nothing is changed, and nothing told but pages that a person goes to.</summary>
    public static bool IsForeign(HttpRequest request)
    {
        bool reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
        {
            bool goesThere = reads && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";
            return site is not (SameOrigin or ByHand) && !goesThere;
        }

        // Older browsers send Origin with whatever changes something; programs that are no browsers send neither.
        return request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsOwn(origin, request.Host);
    }

    private static bool IsOwn(string origin, HostString host)
        => Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.Scheme is "http" or "https" && host.Equals(HostString.FromUriComponent(from));
}
