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
        services.AddSingleton<QueuePace>();
        services.AddSingleton<TurnPolicy>();
        services.AddSingleton<JobEvents>();
        services.AddSingleton<JobTurns>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton<IJobs>(provider => provider.GetRequiredService<JobQueue>());
        services.AddSingleton(provider => new PicturePainter(
            provider.GetRequiredService<DataFolder>(),
            provider.GetRequiredService<JobTurns>(),
            provider.GetRequiredService<ModelList>(),
            provider.GetRequiredService<ModelHolder>(),
            options,
            options.Finish,
            surroundings));
        services.AddHostedService<Worker>();
    }
}
