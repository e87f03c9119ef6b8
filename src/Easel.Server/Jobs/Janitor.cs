using Easel.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Easel.Server.Jobs;

/// <summary>
/// Forgets what nobody will ask for any more: jobs of programs that have been given their pictures, and the oldest of a long history. Pictures of the gallery stay. Removes traces of what
/// was forgotten and erased.
/// </summary>
/// <param name="jobs">Forgets them.</param>
/// <param name="database">Says which there are.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Told if that does not work.</param>
internal sealed partial class Janitor(JobQueue jobs, Database database, TimeProvider time, ILogger<Janitor> log) : BackgroundService
{
    /// <summary>Jobs that are over and kept.</summary>
    public const int MostKept = 10_000;

    private const int MostAtOnce = 200;

    /// <summary>How long pictures are there that are only for who asked: as long as OpenAI's addresses hold.</summary>
    public static readonly TimeSpan HiddenKept = TimeSpan.FromHours(1);

    private static readonly TimeSpan s_round = TimeSpan.FromMinutes(1);

    /// <summary>Goes round once.</summary>
    public void Round(CancellationToken cancel)
    {
        while (Tidy() >= MostAtOnce)
        {
            cancel.ThrowIfCancellationRequested();
        }

        Traces.Remove(database);
    }

    /// <summary>Forgets some jobs.</summary>
    /// <returns>how many</returns>
    public int Tidy()
    {
        List<string> old = database.Read(connection =>
        {
            List<string> found = connection.Query(
                "SELECT id FROM jobs WHERE finished IS NOT NULL AND shown = 0 AND finished < @before ORDER BY finished LIMIT @most",
                reader => reader.GetString(0),
                ("@before", time.GetUtcNow() - HiddenKept),
                ("@most", MostAtOnce));
            found.AddRange(connection.Query("SELECT id FROM jobs WHERE finished IS NOT NULL ORDER BY finished DESC, id DESC LIMIT @most OFFSET @kept", reader => reader.GetString(0), ("@most", MostAtOnce), ("@kept", MostKept)));
            return found;
        });
        return old.Distinct().Count(jobs.Forget);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(s_round, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                try
                {
                    Round(stoppingToken);
                }
                catch (JobRefusedException)
                {
                    // Somebody had one painted again meanwhile: there is another round.
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    // The disk is full, mostly: there is another round.
                    LogRound(log, error.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What nobody needs any more was not removed, which is tried again: {Why}")]
    private static partial void LogRound(ILogger logger, string why);
}
