using Easel.Server.Api.Bodies;
using Easel.Server.Api.Problems;
using Easel.Server.Api.Reading;
using Easel.Server.Gallery;
using Easel.Server.Jobs;
using Easel.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Easel.Server.Api.Endpoints;

/// <summary><c>/pictures</c>: the gallery.</summary>
internal static class PictureEndpoints
{
    private const int MostTaken = 500;
    private const int UsualSide = 256;
    private const int LargestSide = 1024;

    // A picture's bytes never change, and its address is its own; but what is erased must not be kept for long.
    private const string Caching = "private, max-age=86400";

    /// <summary>Adds the addresses.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder pictures = api.MapGroup("/pictures").WithTags("Pictures");
        pictures.MapGet("", List).WithName("listPictures").ProducesValidationProblem();
        pictures.MapGet("/{id}", Show).WithName("getPicture").ProducesProblem(StatusCodes.Status404NotFound);
        pictures.MapPatch("/{id}", Change).WithName("changePicture").ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        pictures.MapDelete("/{id}", Erase).WithName("erasePicture").ProducesProblem(StatusCodes.Status404NotFound);
        pictures.MapGet("/{id}/file", OpenFile).WithName("getPictureFile").Produces<byte[]>(StatusCodes.Status200OK, "image/png").ProducesProblem(StatusCodes.Status404NotFound);
        pictures.MapGet("/{id}/thumbnail", Thumbnail).WithName("getThumbnail").Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg").ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        pictures.MapGet("/{id}/settings", Settings).WithName("getPictureSettings").ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>The picture of an id, if it is the caller's to see.</summary>
    /// <exception cref="NotHereException">There is none.</exception>
    public static GalleryPicture Required(IGallery gallery, string id, HttpContext context)
        => gallery.Find(id) is GalleryPicture picture && Requester.MaySee(context, picture.Owner) ? picture : throw new NotHereException("There is no such picture, or it was erased.");

    /// <summary>Lists pictures, the newest first.</summary>
    /// <param name="text">Only those whose prompts have all of these words, or words that begin so.</param>
    /// <param name="favourite">Whether only marked ones.</param>
    /// <param name="bin">Whether those in the bin instead of the others.</param>
    /// <param name="job">Only those of a job.</param>
    /// <param name="before">Only those older than the picture of this id: the last one of the page before.</param>
    /// <param name="take">How many to list; 1 to 500, 50 if not said.</param>
    internal static Ok<IReadOnlyList<PictureJson>> List(IGallery gallery, HttpContext context, string? text = null, bool favourite = false, bool bin = false, string? job = null, string? before = null, int take = 50)
    {
        Limits.Require("take", take, 1, MostTaken);
        Limits.RequireId("job", job);
        Limits.RequireId("before", before);
        if (text is { Length: > 1_000 })
        {
            throw new JobRefusedException("text", "is longer than 1000 characters; some words are enough");
        }

        GalleryQuery query = new(text ?? "", favourite, bin, before, take) { Job = job, Owner = Requester.FilterOf(context) };
        return TypedResults.Ok<IReadOnlyList<PictureJson>>([.. gallery.List(query).Select(RequestView.Of)]);
    }

    /// <summary>Shows a picture's facts.</summary>
    /// <param name="id">Its id.</param>
    internal static Ok<PictureJson> Show(string id, IGallery gallery, HttpContext context) => TypedResults.Ok(RequestView.Of(Required(gallery, id, context)));

    /// <summary>Marks a picture, puts it into the bin, or takes it back.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="body">What is to become of it; what is not said stays.</param>
    internal static Ok<PictureJson> Change(string id, PicturePatch body, IGallery gallery, HttpContext context)
    {
        Required(gallery, id, context);
        if (body.Favourite is null && body.Deleted is null)
        {
            throw new JobRefusedException("", "nothing is to be changed; give favourite, or deleted");
        }

        if (body.Favourite is bool isFavourite)
        {
            gallery.SetFavourite(id, isFavourite);
        }

        if (body.Deleted is bool isDeleted)
        {
            gallery.SetDeleted(id, isDeleted);
        }

        return TypedResults.Ok(RequestView.Of(Required(gallery, id, context)));
    }

    /// <summary>Erases a picture with its file, for good.</summary>
    /// <param name="id">Its id.</param>
    internal static NoContent Erase(string id, IGallery gallery, HttpContext context)
    {
        Required(gallery, id, context);
        gallery.Erase(id);
        return TypedResults.NoContent();
    }

    /// <summary>A picture's PNG file, with the texts that say how it was painted.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="download">Whether a browser is to save it instead of showing it.</param>
    internal static FileStreamHttpResult OpenFile(string id, IGallery gallery, HttpContext context, bool download = false)
    {
        GalleryPicture picture = Required(gallery, id, context);
        Stream file = gallery.OpenFile(picture) ?? throw new NotHereException("The picture's file is not there any more: somebody deleted it.");
        context.Response.Headers.CacheControl = Caching;
        return TypedResults.Stream(file, "image/png", download ? $"easel-{picture.Seed}.png" : null, picture.Created, new EntityTagHeaderValue($"\"{picture.Sha256}\""), enableRangeProcessing: true);
    }

    /// <summary>A small copy of a picture, as a JPEG file.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="side">Pixels of its longer side, about; 16 to 1024, 256 if not said.</param>
    internal static FileContentHttpResult Thumbnail(string id, IGallery gallery, HttpContext context, int side = UsualSide)
    {
        Limits.Require("side", side, 16, LargestSide);
        GalleryPicture picture = Required(gallery, id, context);
        byte[] small = gallery.Thumbnail(picture, side) ?? throw new NotHereException("The picture's file is not there any more: somebody deleted it.");
        context.Response.Headers.CacheControl = Caching;
        return TypedResults.Bytes(small, "image/jpeg", entityTag: new EntityTagHeaderValue($"\"{picture.Sha256[..32]}-{side}\""));
    }

    /// <summary>What paints a picture again, as a job's body.</summary>
    /// <param name="id">Its id.</param>
    internal static Ok<SettingsJson> Settings(string id, IGallery gallery, HttpContext context)
    {
        GalleryPicture picture = Required(gallery, id, context);
        string[] warnings = picture.Request.Initial is null ? [] : ["It began with a picture, which is not given back: send it again."];
        JobBody body = RequestView.Of(picture).Request;
        return TypedResults.Ok(new SettingsJson("easel", body with { Initial = null, Mask = null }, warnings));
    }
}
