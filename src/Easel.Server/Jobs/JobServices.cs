using Easel.Painting;
using Easel.Server.Models;
using Easel.Server.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Easel.Server.Jobs;

/// <summary>The parts of the queue.</summary>
internal static class JobServices
{
    /// <summary>Adds them.</summary>
    public static void AddJobs(this IServiceCollection services, ServerOptions options, PaintingSurroundings surroundings)
    {
        services.AddSingleton<WorkTable>();
        services.AddSingleton<WorkAlarm>();
        services.AddSingleton<Obstacle>();
        services.AddSingleton<QueuePace>();
        services.AddSingleton<JobEvents>();
        services.AddSingleton<Herald>();
        services.AddSingleton<JobTurns>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton<IJobs>(provider => provider.GetRequiredService<JobQueue>());
        services.AddSingleton<HeldChecker>();
        services.AddSingleton(provider => new PicturePainter(
            provider.GetRequiredService<DataFolder>(),
            provider.GetRequiredService<JobTurns>(),
            provider.GetRequiredService<ModelList>(),
            provider.GetRequiredService<HeldChecker>(),
            provider.GetRequiredService<WorkAlarm>(),
            options,
            surroundings));
        services.AddSingleton<Janitor>();
        services.AddHostedService(provider => provider.GetRequiredService<Janitor>());

        // One device, the one that the command line names.
        services.AddSingleton(provider => new ModelHolder(surroundings.OpenPainter, provider.GetRequiredService<ModelList>(), surroundings.CacheFolder("hashes")));
        services.AddSingleton(provider => new Lane(provider.GetRequiredService<ModelHolder>(), new TurnPolicy(surroundings.Time)));
        services.AddHostedService<Worker>();
    }
}
