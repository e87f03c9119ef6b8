using Microsoft.AspNetCore.Http;

namespace Easel.Server.Security;

/// <summary>Headers of every answer, whoever gives it: browsers do nothing with it but show what it says it is, and nothing of others' pages gets at it. CORS stays closed.</summary>
/// <param name="next">Who answers.</param>
internal sealed class SafeHeaders(RequestDelegate next)
{
    /// <summary>Nothing may be loaded or run: right for data, and replaced by pages that need more.</summary>
    private const string NothingPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Goes on.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            IHeaderDictionary headers = ((HttpResponse)state).Headers;
            headers.TryAdd("Content-Security-Policy", NothingPolicy);
            headers.TryAdd("X-Content-Type-Options", "nosniff");
            headers.TryAdd("X-Frame-Options", "DENY");
            headers.TryAdd("Referrer-Policy", "no-referrer");
            headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
            headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
            headers.TryAdd("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
            headers.TryAdd("Cache-Control", "no-store");
            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    }
}
