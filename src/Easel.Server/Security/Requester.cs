using Microsoft.AspNetCore.Http;

namespace Easel.Server.Security;

/// <summary>Who asks.</summary>
internal static class Requester
{
    /// <summary>The name of the token that was shown; empty where none is wanted.</summary>
    public static string OwnerOf(HttpContext context) => context.User.Identity?.Name ?? "";

    /// <summary>Whose jobs and pictures are shown: everybody's where no token is wanted, else those of the one that was shown.</summary>
    public static string? FilterOf(HttpContext context) => OwnerOf(context) is { Length: > 0 } owner ? owner : null;

    /// <summary>Whether what belongs to somebody may be seen by whoever asks.</summary>
    public static bool MaySee(HttpContext context, string owner) => FilterOf(context) is not string own || own == owner;

    /// <summary>Whether the way to whoever asks is HTTPS: a proxy's, as Easel speaks none itself.</summary>
    public static bool IsHttps(HttpRequest request) => request.IsHttps || request.Headers["X-Forwarded-Proto"] == "https";

    /// <summary>Which API asks: browsers tell when a request comes from the server's own page.</summary>
    public static string SourceOf(HttpContext context) => context.Request.Headers["Sec-Fetch-Site"] == "same-origin" ? "page" : "api";
}
