using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Easel.Server.Api.Problems;

/// <summary>Bodies that are too large, in words for all APIs.</summary>
internal static class BodyLimit
{
    /// <summary>Whether that is what is wrong.</summary>
    public static bool IsPassed(Exception error) => error is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge };

    /// <summary>What was sent, as far as it is known, what may be, and where that is told.</summary>
    public static string Describe(HttpRequest request, ServerLimits limits)
    {
        string sent = request.ContentLength is long length ? string.Create(CultureInfo.InvariantCulture, $"has {length} bytes") : "has more: it came in pieces, and was not read to its end";
        return string.Create(CultureInfo.InvariantCulture, $"The body may have up to {limits.BodyBytes} bytes here (GET /api/v1/options tells it as limits.bodyBytes); this one {sent}. Send fewer or smaller pictures.");
    }
}
