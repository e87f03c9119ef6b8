using Easel.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;

namespace Easel.Server.Api;

/// <summary><c>/health</c>: for whatever watches over the server. They tell nothing of anybody's, and want no token.</summary>
internal static class HealthEndpoints
{
    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder health = routes.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", Live).WithName("isLive").AllowAnonymous();
        health.MapGet("/ready", Ready).WithName("isReady").AllowAnonymous().Produces<string>(StatusCodes.Status503ServiceUnavailable, "text/plain");
    }

    /// <summary>Answers as long as the server runs.</summary>
    internal static ContentHttpResult Live() => TypedResults.Text("live");

    /// <summary>Answers 200 where jobs are taken: the database can be read, and the server does not end. Else 503.</summary>
    internal static ContentHttpResult Ready(Database database, IHostApplicationLifetime lifetime)
    {
        string? obstacle = lifetime.ApplicationStopping.IsCancellationRequested ? "ending" : CanRead(database) ? null : "the database cannot be read";
        return TypedResults.Text(obstacle ?? "ready", statusCode: obstacle is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static bool CanRead(Database database)
    {
        try
        {
            return database.Read(connection => connection.Number("SELECT 1")) == 1;
        }
        catch (Exception error) when (error is SqliteException or IOException)
        {
            return false;
        }
    }
}
