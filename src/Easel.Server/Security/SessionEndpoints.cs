using Easel.Server.Api.Bodies;
using Easel.Server.Api.Problems;
using Easel.Server.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Easel.Server.Security;

/// <summary><c>/session</c>: a token becomes a cookie that no script can read.</summary>
internal static class SessionEndpoints
{
    /// <summary>Adds the addresses.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder session = api.MapGroup("/session").WithTags("Server");
        session.MapGet("", Show).WithName("getSession").AllowAnonymous();
        session.MapPost("", BeginAsync).WithName("beginSession").AllowAnonymous().ProducesValidationProblem();
        session.MapDelete("", End).WithName("endSession").AllowAnonymous();
    }

    /// <summary>Tells whether a token is wanted, and whose was shown.</summary>
    internal static Ok<SessionJson> Show(TokenKeeper tokens, HttpContext context) => TypedResults.Ok(new SessionJson(tokens.IsNeeded, context.User.Identity?.Name));

    /// <summary>Signs a browser in: the answer sets a cookie for a month.</summary>
    /// <param name="body">The token.</param>
    /// <response code="401">It is not this server's.</response>
    internal static async Task<Ok<SessionJson>> BeginAsync(SessionBody body, TokenKeeper tokens, SessionStore sessions, SignInPace pace, HttpContext context)
    {
        string token = body.Token ?? throw new JobRefusedException("token", "is missing");
        if (!tokens.IsNeeded)
        {
            return TypedResults.Ok(new SessionJson(false, null));
        }

        if (tokens.NameOf(token) is not string name)
        {
            await pace.WaitAsync(context.RequestAborted).ConfigureAwait(false);
            throw new ForbiddenException(StatusCodes.Status401Unauthorized, "That is not this server's token.");
        }

        context.Response.Cookies.Append(Gate.Cookie, sessions.Begin(name), OptionsOf(context.Request));
        return TypedResults.Ok(new SessionJson(true, name));
    }

    /// <summary>Signs the browser out.</summary>
    internal static NoContent End(SessionStore sessions, HttpContext context)
    {
        if (context.Request.Cookies[Gate.Cookie] is string cookie)
        {
            sessions.End(cookie);
            context.Response.Cookies.Delete(Gate.Cookie, OptionsOf(context.Request));
        }

        return TypedResults.NoContent();
    }

    private static CookieOptions OptionsOf(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        MaxAge = SessionStore.Lifetime,
        IsEssential = true,

        // Behind a proxy that speaks HTTPS the browser never sends it without.
        Secure = Requester.IsHttps(request),
    };
}
