using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Server.Models;
using Easel.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Easel.Server.Jobs;

/// <summary>Paints what is queued, on one device.</summary>
/// <param name="turns">Says what is next.</param>
/// <param name="table">What is being painted.</param>
/// <param name="painter">Paints.</param>
/// <param name="holder">The model in memory.</param>
/// <param name="alarm">Rings when something may be to be done.</param>
/// <param name="folder">Where finished jobs left something.</param>
/// <param name="database">Which jobs are finished.</param>
/// <param name="log">Told of mistakes of Easel's own.</param>
internal sealed partial class Worker(JobTurns turns, WorkTable table, PicturePainter painter, ModelHolder holder, WorkAlarm alarm, DataFolder folder, Database database, ILogger<Worker> log)
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
        JobFolders.Sweep(database, folder);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                while (_tasks.Count < MostTogether && turns.TakeNext(holder.Network) is PictureWork work)
                {
                    _tasks.Add(Task.Run(() => PaintAsync(work, stoppingToken), CancellationToken.None), work);
                }

                await WaitAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }

        await Task.WhenAll(_tasks.Keys).ConfigureAwait(false);
        turns.Rest();
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
                turns.Warn(work.JobId, $"the disk is full, and the job waits until there is room: {wrong.Message}");
                await Task.Delay(s_rest, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

            turns.Settle(work, error);
            foreach (PictureWork other in error is null ? [] : table.Of(work.JobId))
            {
                other.End(isSkipped: false);
            }

            JobFolders.DeleteIfDone(database, folder, work.JobId);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Easel made a mistake in job {Job}: {Kind}{Trace}")]
    private static partial void LogMistake(ILogger logger, string job, string kind, string? trace);
}
