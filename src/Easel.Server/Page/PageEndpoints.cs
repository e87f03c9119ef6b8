using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Easel.Server.Page;

/// <summary>Serves the page. It holds nothing of anybody's, so that it is given without a token; what it then asks for is not.</summary>
internal static class PageEndpoints
{
    // Everything comes from this server. Pictures may also be made by the page itself: a mask, a file that was dropped.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    private const string Forever = "public, max-age=31536000, immutable";
    private static readonly string[] s_reading = ["GET", "HEAD"];

    /// <summary>Maps <c>/</c> and <c>/page/VERSION/NAME</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes, PageFiles files)
    {
        routes.MapMethods("/", s_reading, context =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            return Send(context, files.Index, caching: "no-cache");
        }).AllowAnonymous().ExcludeFromDescription();

        // A tab that was opened before the server was renewed gets what there is now, which it must not keep under the old name.
        routes.MapMethods("/page/{version}/{**name}", s_reading, (HttpContext context, string version, string? name) => name is not null && files.Find(name) is { } file
            ? Send(context, file, version == files.Version ? Forever : "no-cache")
            : Results.NotFound().ExecuteAsync(context)).AllowAnonymous().ExcludeFromDescription();
    }

    private static Task Send(HttpContext context, PageFile file, string caching)
    {
        (string? coding, byte[] bytes) = file.For(context.Request.Headers.AcceptEncoding.ToString());
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = caching;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (coding is not null)
        {
            headers.ContentEncoding = coding;
        }

        return TypedResults.Bytes(bytes, file.MediaType, entityTag: new EntityTagHeaderValue($"\"{file.Digest}{(coding is null ? "" : "-" + coding)}\"")).ExecuteAsync(context);
    }
}
