using System.Text.Json.Nodes;
using Easel.Server.Foreign;
using Easel.Server.Models;
using Easel.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Easel.Server.Automatic1111;

/// <summary>The answer of <c>txt2img</c> and <c>img2img</c>.</summary>
/// <param name="Images">PNG files; written as base64</param>
/// <param name="Parameters">the request</param>
/// <param name="Info">what was painted, as JSON in a text</param>
internal sealed record GenerationAnswer(IReadOnlyList<byte[]> Images, JsonObject Parameters, string Info);

/// <summary><c>/sdapi/v1/txt2img</c>, <c>img2img</c>, <c>interrupt</c> and <c>skip</c>.</summary>
internal static class GenerationEndpoints
{
    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/txt2img", (HttpContext context, GenerationReader reader, Generation generation, WebUiState state, IModels models)
            => PaintAsync(context, generation, state, models, reader.ReadText));
        routes.MapPost("/img2img", (HttpContext context, GenerationReader reader, Generation generation, WebUiState state, IModels models)
            => PaintAsync(context, generation, state, models, reader.ReadPicture));
        routes.MapPost("/interrupt", (HttpContext context, Interrupts interrupts) =>
        {
            interrupts.Interrupt(Requester.OwnerOf(context));
            return ForeignJson.Answer(new JsonObject());
        });
        routes.MapPost("/skip", (HttpContext context, Interrupts interrupts) =>
        {
            interrupts.Skip(Requester.OwnerOf(context));
            return ForeignJson.Answer<object?>(null);
        });
    }

    private static async Task<IResult> PaintAsync(HttpContext context, Generation generation, WebUiState state, IModels models, Func<JsonFields, WebUiSettings, AskedGeneration> read)
    {
        JsonFields fields = await JsonFields.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        AskedGeneration asked = read(fields, state.Settings);
        if (fields.Object("override_settings") is JsonFields overridden && fields.Flag("override_settings_restore_afterwards") == false)
        {
            state.Change(overridden, models);
        }

        try
        {
            GivenPictures given = await generation.PaintAsync(asked, Requester.OwnerOf(context), context.RequestAborted).ConfigureAwait(false);
            return ForeignJson.Answer(new GenerationAnswer(asked.SendsPictures ? [.. given.Pictures.Select(picture => picture.Png)] : [], asked.Echo, GenerationInfo.Of(asked, given)));
        }
        catch (GenerationFailedException failed)
        {
            return WebUiErrors.Of(StatusCodes.Status500InternalServerError, failed.Message, "RuntimeError");
        }
    }
}
