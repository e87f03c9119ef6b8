using System.Security.Cryptography;
using Easel.Server.Api.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Easel.Server.Api.Document;

/// <summary>The API's OpenAPI document, from the words on handlers and bodies, and the page that shows it.</summary>
internal static class ApiDocument
{
    private const string Name = "v1";
    private const int NonceBytes = 16;

    private static readonly string[] s_pictures = ["application/octet-stream", "image/png", "image/jpeg", "image/webp", "image/bmp", "image/gif"];

    /// <summary>Adds its parts.</summary>
    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Name, document =>
    {
        document.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        document.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true || endpoint.RelativePath?.StartsWith("health/", StringComparison.Ordinal) == true;
        document.AddDocumentTransformer((whole, _, _) =>
        {
            Describe(whole);
            return Task.CompletedTask;
        });
        document.AddOperationTransformer((operation, context, _) =>
        {
            IList<object> marks = context.Description.ActionDescriptor.EndpointMetadata;
            if (marks.OfType<FileBody>().Any())
            {
                operation.RequestBody = FilesBody();
            }

            ProblemExamples.Add(operation);
            return Task.CompletedTask;
        });
    });

    /// <summary>Adds <c>/openapi/v1.json</c> and <c>/scalar</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json").ExcludeFromDescription();
        routes.MapScalarApiReference("/scalar", (options, context) =>
        {
            // All comes from this server: the package has its script in it, and the policy lets nothing else be asked.
            string nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
            context.Response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            options.Title = "Easel's API";
            options.Nonce = nonce;
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.HideClientButton = true;
            options.ProxyUrl = null;
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            options.WithOpenApiRoutePattern("/openapi/{documentName}.json").AddDocument(Name);
            options.DisableAgent();
            options.DisableMcp();
        }).ExcludeFromDescription().AllowAnonymous();
    }

    private static void Describe(OpenApiDocument whole)
    {
        whole.Info = new OpenApiInfo
        {
            Title = "Easel",
            Version = Name,
            Description =
                "Stable Diffusion on one's own machine. Jobs wait in a queue that survives whatever ends the server; what happens to them comes as server-sent events.\n\n"
                + "Errors are application/problem+json (RFC 9457): `detail` says what went wrong, and `errors` names each field with what is wrong with it. Unknown fields are refused.\n\n"
                + "Where the server wants a token, send `Authorization: Bearer TOKEN`; who shows a token sees the jobs and pictures of that token only. What this version has stays as it is: "
                + "fields may come to answers, and optional ones to bodies.",
        };

        // Where the server is, whoever reads this knows.
        whole.Servers = [];
        whole.Tags = new HashSet<OpenApiTag>
        {
            Tag("Jobs", "Submitting, following, and changing the turn of what is painted."),
            Tag("Events", "What happens, as server-sent events."),
            Tag("Pictures", "The gallery of finished pictures."),
            Tag("Studies", "A prompt painted many times with something changed."),
            Tag("Uploads", "Pictures that are sent: to begin with, or to read how they were painted."),
            Tag("Prompts", "Prompts as models read them."),
            Tag("Models", "The models of the server's machine."),
            Tag("Styles", "Words under a name."),
            Tag("Server", "How the server is, what can be chosen, and signing in."),
            Tag("Health", "For whatever watches over the server."),
        };
        whole.Components ??= new OpenApiComponents();
        whole.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The server's token. Where the server listens to its own machine only, none is wanted." },
        };
        whole.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", whole)] = [] }, []];
    }

    private static OpenApiTag Tag(string name, string description) => new() { Name = name, Description = description };

    private static OpenApiRequestBody FilesBody() => new()
    {
        Required = true,
        Description = "The picture's file as it is, of whatever kind the header says: the content tells.",
        Content = s_pictures.ToDictionary(kind => kind, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } }, StringComparer.Ordinal),
    };
}
