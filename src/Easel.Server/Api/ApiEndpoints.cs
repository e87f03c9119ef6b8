using Easel.Server.Api.Document;
using Easel.Server.Api.Endpoints;
using Easel.Server.Api.Events;
using Easel.Server.Api.Reading;
using Easel.Server.Security;
using Easel.Server.Studies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Easel.Server.Api;

/// <summary><c>/api/v1</c>: Easel's own API.</summary>
internal static class ApiEndpoints
{
    /// <summary>Adds its parts.</summary>
    public static void AddApi(this IServiceCollection services)
    {
        services.AddSingleton<ServerStyles>();
        services.AddSingleton<UploadStore>();
        services.AddSingleton<JobReader>();
        services.AddSingleton<RequestView>();
        services.AddSingleton<QueueGlance>();
        services.AddSingleton<EventStream>();
        services.AddSingleton<Tokenizers>();
        services.AddSingleton<SettingsReader>();
        services.AddSingleton<JobPlanner>();

        services.AddApiDocument();

        // A number is a number: also in the document. Of a field that is there twice nobody knows which is meant.
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            json.SerializerOptions.AllowDuplicateProperties = false;
        });

        // Bodies that cannot be read are told of as all else: by what answers with problems.
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
    }

    /// <summary>Adds its addresses.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        ApiDocument.Map(routes);
        RouteGroupBuilder api = routes.MapGroup("/api/v1").ProducesProblem(StatusCodes.Status401Unauthorized);
        JobEndpoints.Map(api);
        EventEndpoints.Map(api);
        PictureEndpoints.Map(api);
        ReadingEndpoints.Map(api);
        SystemEndpoints.Map(api);
        SessionEndpoints.Map(api);
        StudyEndpoints.Map(api);
    }
}
