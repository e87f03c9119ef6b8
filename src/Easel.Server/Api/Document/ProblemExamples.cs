using System.Globalization;
using System.Text.Json.Nodes;
using Easel.Server.Api.Problems;
using Microsoft.OpenApi;

namespace Easel.Server.Api.Document;

/// <summary>What errors look like.</summary>
internal static class ProblemExamples
{
    private const string Kind = "application/problem+json";

    /// <summary>Adds words and an example to the errors of an operation.</summary>
    public static void Add(OpenApiOperation operation)
    {
        foreach ((string status, IOpenApiResponse response) in operation.Responses ?? [])
        {
            if (!int.TryParse(status, CultureInfo.InvariantCulture, out int code) || code < 400 || response is not OpenApiResponse described || described.Content?.ContainsKey(Kind) != true)
            {
                continue;
            }

            described.Description = ApiProblem.TitleOf(code);
            described.Content[Kind].Example = ExampleOf(code);
            if (code == 429)
            {
                described.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
                described.Headers["Retry-After"] = new OpenApiHeader { Description = "Seconds until there is probably room.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } };
            }
        }
    }

    private static JsonObject ExampleOf(int code)
    {
        JsonObject example = new() { ["title"] = ApiProblem.TitleOf(code), ["status"] = code };
        switch (code)
        {
            case 400:
                example["detail"] = "width: 100 pixels are not a multiple of 8; the nearest are 96 and 104";
                example["errors"] = new JsonObject { ["width"] = new JsonArray("100 pixels are not a multiple of 8; the nearest are 96 and 104") };
                break;
            case 401:
                example["detail"] = "This server wants a token: Authorization: Bearer TOKEN. Its command line says which, or it was printed when the server began.";
                break;
            case 404:
                example["detail"] = "There is no such job, or it was forgotten.";
                break;
            case 409:
                example["detail"] = "The job is running; cancel it first.";
                break;
            case 413:
                example["detail"] = "The body is larger than this server takes; GET /api/v1/options tells how large one may be (limits.bodyBytes).";
                break;
            case 429:
                example["detail"] = "the queue is full: 10000 jobs wait, and 10000 may";
                break;
        }

        return example;
    }
}
