using System.Security.Claims;
using System.Text;
using Easel.Server.Api.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Easel.Server.Security;

/// <summary>
/// Lets requests in: the Host must be this server's, nothing is changed for pages of others, and whoever asks must show a token where one is wanted. All addresses are closed
/// but those that are marked as open (<see cref="IAllowAnonymous"/>): the page's own files, which hold nothing of anybody's, signing in, health, and pictures by addresses that nobody can guess.
/// </summary>
/// <param name="next">What is behind it.</param>
/// <param name="options">How the server is run.</param>
/// <param name="tokens">What may be shown.</param>
/// <param name="sessions">What browsers show.</param>
/// <param name="pace">Slows guessing down.</param>
internal sealed class Gate(RequestDelegate next, ServerOptions options, TokenKeeper tokens, SessionStore sessions, SignInPace pace)
{
    /// <summary>The page's cookie.</summary>
    public const string Cookie = "easel";

    private const string Bearer = "Bearer ";

    /// <summary>Goes on, or answers.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (!Origins.HasReadableHost(context.Request))
        {
            return RefuseAsync(context, StatusCodes.Status400BadRequest, "The Host header is no name of a machine.");
        }

        // With a token a foreign name gets nothing: its pages have no cookie of this server's.
        if (!tokens.IsNeeded && !Origins.IsOwnHost(context.Request.Host, options.AllowedHosts))
        {
            return RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, "This server is asked by a name that is not its own. Use its address, such as 127.0.0.1; or allow the name: easel serve --allow-host NAME");
        }

        string? shown = Shown(context.Request);

        // A browser adds cookies and passwords to others' requests by itself, a bearer's token never.
        bool isBearer = tokens.IsNeeded && context.Request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);
        if (!isBearer && Origins.IsForeign(context.Request))
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "The request comes from a page of another server's. Only this server's own page, and programs that are no browsers, may ask.");
        }

        if (!tokens.IsNeeded)
        {
            return next(context);
        }

        string? name = shown is not null ? tokens.NameOf(shown) : context.Request.Cookies[Cookie] is string cookie ? sessions.NameOf(cookie) : null;
        if (name is not null)
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], shown is null ? "session" : "token"));
            return next(context);
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return next(context);
        }

        return AskAsync(context, shown);
    }

    private async Task AskAsync(HttpContext context, string? shown)
    {
        if (shown is not null)
        {
            await pace.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"Easel\"";
        await RefuseAsync(context, StatusCodes.Status401Unauthorized, shown is null
            ? "This server wants a token: Authorization: Bearer TOKEN. Its command line says which, or it was printed when the server began."
            : "The token is not this server's.").ConfigureAwait(false);
    }

    /// <summary>The token that a request shows: as a bearer's, or as the password of Basic authentication, which A1111's clients know.</summary>
    private static string? Shown(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[Bearer.Length..].Trim();
        }

        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        byte[] pair = new byte[header.Length];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), pair, out int length))
        {
            return "";
        }

        string text = Encoding.UTF8.GetString(pair, 0, length);
        return text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    private static Task RefuseAsync(HttpContext context, int status, string detail) => ApiProblem.WriteAsync(context, ApiProblem.Create(status, detail));
}
