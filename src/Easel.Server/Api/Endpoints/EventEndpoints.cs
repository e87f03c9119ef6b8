using Easel.Server.Api.Events;
using Easel.Server.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Easel.Server.Api.Endpoints;

/// <summary><c>/events</c>: what happens, as server-sent events.</summary>
internal static class EventEndpoints
{
    /// <summary>Adds the addresses.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/events", FollowAll).WithName("followAll").WithTags("Events").Produces<string>(StatusCodes.Status200OK, "text/event-stream");
        api.MapGet("/jobs/{id}/events", FollowOne).WithName("followJob").WithTags("Events").Produces<string>(StatusCodes.Status200OK, "text/event-stream").ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Follows all jobs, pictures and studies.</summary>
    /// <remarks>
    /// Server-sent events: first a <c>job</c> for each job that waits or runs, then, as they happen: <c>job</c> (it is in another state or place), <c>step</c> (its progress),
    /// <c>picture</c> (one is finished), <c>warning</c>, <c>jobForgotten</c> (its <c>id</c>); <c>pictureChanged</c> (the picture: it was marked, put into the bin, or taken back),
    /// <c>pictureErased</c> (its <c>id</c> and <c>job</c>); <c>study</c> (as in the list of studies: it was begun, or how far it is has changed), <c>studyForgotten</c> (its <c>id</c>).
    /// Whoever comes back with Last-Event-ID gets what was missed instead; if that is more than is kept, a <c>missed</c> and then all open jobs: what else was read is to be read anew.
    /// A comment is sent every 15 seconds where nothing happens. A client that reads too slowly misses steps and what a study was between, never states and pictures.
    /// </remarks>
    internal static Task FollowAll(EventStream stream, HttpContext context) => stream.WriteAsync(context, id: null);

    /// <summary>Follows a job until it is over.</summary>
    /// <remarks>As <c>/events</c>, of one job: first a <c>job</c> as it is now. The stream ends behind the <c>job</c> that tells of its end.</remarks>
    /// <param name="id">Its id.</param>
    internal static Task FollowOne(string id, EventStream stream, IJobs jobs, HttpContext context)
    {
        JobEndpoints.Required(jobs, id, context);
        return stream.WriteAsync(context, id);
    }
}
