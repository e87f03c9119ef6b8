using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Easel.Server.Foreign;

/// <summary>JSON as both foreign APIs write it: names in small letters with underscores.</summary>
internal static class ForeignJson
{
    /// <summary>How it is written. Base64 keeps its signs: answers are JSON, never part of a page.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A value as an answer.</summary>
    public static IResult Answer<T>(T value, int status = StatusCodes.Status200OK) => Results.Json(value, Options, statusCode: status);
}
