using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Painting;
using Easel.Painting.Texts;
using Easel.Server.Api.Bodies;
using Easel.Server.Api.Reading;
using Easel.Server.Jobs;
using Easel.Server.Models;
using Easel.Server.Security;
using Easel.Server.Studies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Easel.Server.Api.Endpoints;

/// <summary>What the server is, and what can be chosen.</summary>
internal static class SystemEndpoints
{
    private static readonly (string Label, int Width, int Height)[] s_shapes = [("1:1", 1, 1), ("4:3", 4, 3), ("3:2", 3, 2), ("16:9", 16, 9), ("3:4", 3, 4), ("2:3", 2, 3), ("9:16", 9, 16)];

    /// <summary>Adds the addresses.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/status", Status).WithName("getStatus").WithTags("Server");
        api.MapGet("/options", Options).WithName("getOptions").WithTags("Server").ProducesValidationProblem();
        api.MapGet("/models", ListModels).WithName("listModels").WithTags("Models");
        api.MapPost("/models/refresh", Refresh).WithName("refreshModels").WithTags("Models");
        api.MapGet("/styles", Styles).WithName("listStyles").WithTags("Styles");
    }

    /// <summary>Shows how the server is doing.</summary>
    internal static Ok<StatusJson> Status(QueueGlance queue, IJobs jobs, IModels models, Lane lane, Obstacle obstacle, ServerOptions options, HttpContext context)
    {
        (int waiting, int pictures) = queue.Count();
        IReadOnlyList<JobProgress> running = jobs.Running;
        JobProgress[] own = [.. running.Where(progress => Requester.MaySee(context, progress.Owner))];
        return TypedResults.Ok(new StatusJson(
            EaselVersion.Text,
            options.IsPrivate,
            models.Find(null)!.Name,
            lane.Holder.Device ?? options.Pipeline.Device.ToString(),
            new QueueJson(waiting, pictures, options.Limits.QueueLength),
            [.. own.Select(RequestView.Of)],
            running.Count - own.Length,
            obstacle.Now));
    }

    /// <summary>Lists what can be chosen.</summary>
    /// <param name="model">The model whose usual sizes are wanted; the server's own if none is named.</param>
    internal static Ok<OptionsJson> Options(JobReader reader, ServerLimits limits, string? model = null)
    {
        Easel.Models.ModelDefaults defaults = reader.ModelOf(model).Defaults;
        string[] schedules = [.. ScheduleNames.All];
        return TypedResults.Ok(new OptionsJson(
            [.. SamplerNames.All.Select(name => SamplerOf(name, schedules))],
            [.. schedules.Select(name => new NamedJson(name, ScheduleNames.LabelOf(ScheduleNames.Read(name)!.Value)))],
            [.. s_shapes.Select(shape => SizeOf(shape, (double)defaults.Width * defaults.Height))],
            JobReader.Noises,
            JobReader.Syntaxes,
            ["off", .. Enumerable.Range(1, ApproximationLevels.Highest).Select(level => level.ToString(System.Globalization.CultureInfo.InvariantCulture))],
            [.. StudyReader.Offered.Select(parameter => new AxisNameJson(parameter.Name, parameter.Title, parameter.Form))],
            new LimitsJson(limits.QueueLength, limits.QueueLengthPerToken, limits.PicturesPerJob, limits.PixelsPerPicture, Math.Min(limits.Steps, JobRules.MostSteps), limits.BodyBytes, StudyReader.MostCells)));
    }

    /// <summary>Lists the models of this machine, the server's own first.</summary>
    internal static Ok<IReadOnlyList<ModelJson>> ListModels(IModels models) => TypedResults.Ok<IReadOnlyList<ModelJson>>([.. models.List().Select(Of)]);

    /// <summary>Looks for models, and reads lists of styles, again.</summary>
    internal static NoContent Refresh(IModels models, ServerStyles styles)
    {
        models.Refresh();
        styles.Refresh();
        return TypedResults.NoContent();
    }

    /// <summary>Lists the styles whose words can be added to a prompt.</summary>
    internal static Ok<IReadOnlyList<StyleListJson>> Styles(ServerStyles styles) => TypedResults.Ok<IReadOnlyList<StyleListJson>>([.. styles.Book.Lists.Select(StyleListJson.Of)]);

    private static ModelJson Of(ModelEntry model)
    {
        Easel.Models.ModelDefaults own = model.Defaults;
        return new ModelJson(model.Name, model.Family, model.File, model.Sha256, model.IsLoaded, model.IsDefault, new ModelDefaultsJson(own.Width, own.Height, own.Sampler, own.Steps, own.GuidanceScale));
    }

    private static SamplerJson SamplerOf(string name, string[] schedules)
    {
        SamplerKind kind = SamplerNames.Read(name)!.Value.Kind;
        return new SamplerJson(name, SamplerNames.LabelOf(kind), SamplerNames.HasChoiceOfSchedule(kind) ? schedules : [], ScheduleNames.NameOf(SamplerNames.UsualSchedule(kind)));
    }

    private static SizeJson SizeOf((string Label, int Width, int Height) shape, double area)
    {
        double unit = Math.Sqrt(area / (shape.Width * shape.Height));
        return new SizeJson(shape.Label, Side(shape.Width * unit), Side(shape.Height * unit));
    }

    private static int Side(double pixels) => Math.Clamp((int)Math.Round(pixels / SideRules.Multiple) * SideRules.Multiple, SideRules.Multiple, ImageRequest.MaxSide);
}
