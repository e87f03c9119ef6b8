using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Easel.Server.Jobs;

/// <summary>Paints what is queued, on one device.</summary>
/// <param name="lane">The device.</param>
/// <param name="turns">Says what is next.</param>
/// <param name="table">What is being painted.</param>
/// <param name="painter">Paints.</param>
/// <param name="alarm">Rings when something may be to be done.</param>
/// <param name="folder">Where finished jobs left something.</param>
/// <param name="database">Which jobs are finished.</param>
/// <param name="log">Told of mistakes of Easel's own.</param>
internal sealed partial class Worker(Lane lane, JobTurns turns, WorkTable table, PicturePainter painter, WorkAlarm alarm, DataFolder folder, Database database, ILogger<Worker> log)
    : BackgroundService
{
    /// <summary>Pictures that are painted side by side.</summary>
    public const int MostTogether = 1;

    /// <summary>How long it rests while the disk is full.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(10);

    private readonly Dictionary<Task, PictureWork> _tasks = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            await RestingOnErrorsAsync(() => TakeAll(stoppingToken), stoppingToken).ConfigureAwait(false);
            await WaitAsync(stoppingToken).ConfigureAwait(false);
        }

        await Task.WhenAll(_tasks.Keys).ConfigureAwait(false);
        await RestingOnErrorsAsync(turns.Recover, stoppingToken).ConfigureAwait(false);
    }

    /// <summary>Takes up as many pictures as can be painted side by side.</summary>
    private void TakeAll(CancellationToken stop)
    {
        while (_tasks.Count < MostTogether && turns.TakeNext(lane) is PictureWork work)
        {
            _tasks.Add(Task.Run(() => PaintAsync(work, stop), CancellationToken.None), work);
        }
    }

    /// <summary>Does something with the database. If that does not work, the disk is full or gone: it is tried again later, and nothing is lost meanwhile.</summary>
    private async Task RestingOnErrorsAsync(Action work, CancellationToken stop)
    {
        try
        {
            work();
        }
        catch (IOException error)
        {
            LogRest(log, error.Message);
            await Task.Delay(s_rest, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            alarm.Ring();
        }
    }

    /// <summary>Waits until a picture is done, or the alarm rings.</summary>
    private async Task WaitAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task rung = alarm.WaitAsync(either.Token);
        await Task.WhenAny([rung, .. _tasks.Keys]).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        await rung.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (Task done in _tasks.Keys.Where(task => task.IsCompleted).ToArray())
        {
            _tasks.Remove(done);
            await done.ConfigureAwait(false);
        }
    }

    /// <summary>Paints a picture and says what has become of it; never fails.</summary>
    private async Task PaintAsync(PictureWork work, CancellationToken stop)
    {
        using (work)
        {
            string? error = null;
            try
            {
                await painter.PaintAsync(work, stop).ConfigureAwait(false);
            }
            catch (Exception wrong) when (wrong is OperationCanceledException or InterruptedException)
            {
                // Why, stands in the row.
            }
            catch (IOException wrong) when (FileProblem.IsDiskFull(wrong))
            {
                // Every job would fail, one after the other: nothing is lost if they wait.
                await RestingOnErrorsAsync(() => throw wrong, stop).ConfigureAwait(false);
            }
            catch (Exception wrong)
            {
                var failure = Failure.Of(wrong);
                error = failure.Message;
                if (failure.IsMistake && log.IsEnabled(LogLevel.Error))
                {
                    // Without the message, which may hold a prompt.
                    LogMistake(log, work.JobId, wrong.GetType().Name, wrong.StackTrace);
                }
            }

            await RestingOnErrorsAsync(() => turns.Settle(work, error), stop).ConfigureAwait(false);
            foreach (PictureWork other in error is null ? [] : table.Of(work.JobId))
            {
                other.End(isSkipped: false);
            }

            JobFolders.DeleteIfDone(database, folder, work.JobId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing is painted until this is better: {Why}")]
    private static partial void LogRest(ILogger logger, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Easel made a mistake in job {Job}: {Kind}{Trace}")]
    private static partial void LogMistake(ILogger logger, string job, string kind, string? trace);
}
