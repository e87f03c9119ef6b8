using Easel.Server.Api.Bodies;
using Easel.Server.Api.Endpoints;
using Easel.Server.Api.Problems;
using Easel.Server.Jobs;
using Easel.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Easel.Server.Studies;

/// <summary><c>/studies</c>: a prompt painted many times with something changed.</summary>
internal static class StudyEndpoints
{
    private const int MostTaken = 200;

    /// <summary>Adds the parts.</summary>
    public static void AddStudies(this IServiceCollection services)
    {
        services.AddSingleton<StudyStore>();
        services.AddSingleton<StudyReader>();
        services.AddSingleton<StudyDesk>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<StudyDesk>());
        services.AddSingleton<StudyView>();
        services.AddSingleton<StudyEvents>();
        services.AddSingleton<SheetPrinter>();
    }

    /// <summary>Adds the addresses.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder studies = api.MapGroup("/studies").WithTags("Studies");
        studies.MapPost("", Begin).WithName("beginStudy").ProducesValidationProblem().ProducesProblem(StatusCodes.Status429TooManyRequests);
        studies.MapGet("", List).WithName("listStudies").ProducesValidationProblem();
        studies.MapGet("/{id}", Show).WithName("getStudy").ProducesProblem(StatusCodes.Status404NotFound);
        studies.MapDelete("/{id}", Forget).WithName("forgetStudy").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        studies.MapPost("/{id}/cancel", Cancel).WithName("cancelStudy").ProducesProblem(StatusCodes.Status404NotFound);
        studies.MapGet("/{id}/sheet", Sheet).WithName("getSheet").Produces<byte[]>(StatusCodes.Status200OK, "image/png").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        studies.MapGet("/{id}/events", FollowAsync).WithName("followStudy").WithTags("Events").Produces<string>(StatusCodes.Status200OK, "text/event-stream").ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Begins a study, or a workshop: a prompt in many styles.</summary>
    /// <remarks>Each cell is a job of the queue, whose <c>source</c> is <c>study</c>. A server that is killed goes on with it.</remarks>
    /// <param name="body">What is compared.</param>
    /// <response code="201">The study, and where it is.</response>
    internal static Created<StudyJson> Begin(StudyBody body, StudyDesk desk, StudyView view, HttpContext context)
    {
        StudyRow study = desk.Begin(body, Requester.OwnerOf(context));
        return TypedResults.Created($"/api/v1/studies/{study.Id}", view.Of(study));
    }

    /// <summary>Lists studies, the newest first; of each a few painted cells.</summary>
    /// <param name="skip">How many to leave out.</param>
    /// <param name="take">How many to list; 1 to 200, 50 if not said.</param>
    internal static Ok<IReadOnlyList<StudyJson>> List(StudyStore store, StudyView view, HttpContext context, int skip = 0, int take = 50)
    {
        Limits.Require("skip", skip, 0, int.MaxValue);
        Limits.Require("take", take, 1, MostTaken);
        return TypedResults.Ok<IReadOnlyList<StudyJson>>([.. store.List(Requester.FilterOf(context), skip, take).Select(view.Brief)]);
    }

    /// <summary>Shows a study with all its cells.</summary>
    /// <param name="id">Its id.</param>
    internal static Ok<StudyJson> Show(string id, StudyStore store, StudyView view, HttpContext context) => TypedResults.Ok(view.Of(Required(store, id, context)));

    /// <summary>Forgets a study that is over; its pictures stay in the gallery.</summary>
    /// <param name="id">Its id.</param>
    internal static NoContent Forget(string id, StudyStore store, StudyDesk desk, HttpContext context)
    {
        StudyRow study = Required(store, id, context);
        if (JobStates.Find(StudyView.StateOf(study, store.Cells(id))) is JobState.Queued or JobState.Running or JobState.Paused)
        {
            throw new ConflictException("The study is not over; cancel it first.");
        }

        desk.Forget(study);
        return TypedResults.NoContent();
    }

    /// <summary>Ends a study: cells that are not painted yet are cancelled. Without effect if it is over.</summary>
    /// <param name="id">Its id.</param>
    internal static Ok<StudyJson> Cancel(string id, StudyStore store, StudyDesk desk, StudyView view, HttpContext context)
    {
        desk.Cancel(Required(store, id, context));
        return TypedResults.Ok(view.Of(Required(store, id, context)));
    }

    /// <summary>The labelled sheet of a study that is done, as a PNG file.</summary>
    /// <param name="id">Its id.</param>
    internal static FileContentHttpResult Sheet(string id, StudyStore store, SheetPrinter printer, HttpContext context)
        => TypedResults.Bytes(printer.Print(Required(store, id, context)), "image/png");

    /// <summary>Follows a study until it is over.</summary>
    /// <remarks>Server-sent events: first a <c>study</c>, and another one for each cell that is painted or ends; between them the <c>step</c>s of its jobs.</remarks>
    /// <param name="id">Its id.</param>
    internal static Task FollowAsync(string id, StudyStore store, StudyEvents events, HttpContext context)
    {
        Required(store, id, context);
        return events.WriteAsync(context, id);
    }

    private static StudyRow Required(StudyStore store, string id, HttpContext context)
        => store.Find(id) is StudyRow study && Requester.MaySee(context, study.Owner) ? study : throw new NotHereException("There is no such study, or it was forgotten.");
}
