using Easel.Painting;
using Easel.Server.Api.Reading;
using Easel.Server.Foreign;
using Easel.Server.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Easel.Server.Automatic1111;

/// <summary>The interface of AUTOMATIC1111's web UI, <c>/sdapi/v1</c>, for the many programs that know it.</summary>
internal static class Automatic1111Endpoints
{
    // Addresses that the web UI has and Easel does not: what they would do, it cannot.
    private static readonly string[] s_notOffered =
        ["interrogate", "create/embedding", "create/hypernetwork", "train/embedding", "train/hypernetwork", "unload-checkpoint", "reload-checkpoint", "server-kill", "server-restart", "server-stop"];

    /// <summary>Adds what the addresses need.</summary>
    public static void AddServices(IServiceCollection services, PaintingSurroundings surroundings)
    {
        services.AddSingleton<WebUiState>();
        services.AddSingleton<Interrupts>();
        services.AddSingleton<Generation>();
        services.AddSingleton(provider =>
        {
            ServerStyles styles = provider.GetRequiredService<ServerStyles>();
            return new GenerationReader(provider.GetRequiredService<IModels>(), () => styles.Book, provider.GetRequiredService<ServerLimits>(), surroundings.DrawBelow);
        });
    }

    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/sdapi/v1");
        group.AddEndpointFilter<RouteGroupBuilder, WebUiErrors>();
        GenerationEndpoints.Map(group);
        ProgressEndpoints.Map(group);
        ListEndpoints.Map(group);
        PictureEndpoints.Map(group);
        foreach (string address in s_notOffered)
        {
            group.MapPost($"/{address}", () => WebUiErrors.Of(StatusCodes.Status501NotImplemented, $"{address} is not offered: Easel cannot do it."));
        }

        group.MapFallback("{**rest}", () => WebUiErrors.Of(StatusCodes.Status404NotFound, "Not Found"));

        RouteGroupBuilder inside = routes.MapGroup("/internal");
        inside.AddEndpointFilter<RouteGroupBuilder, WebUiErrors>();
        inside.MapGet("/ping", () => ForeignJson.Answer(new object()));
        ProgressEndpoints.MapInternal(inside);
    }
}
