using Easel.Diffusion;
using Easel.Imaging;
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
/// <param name="obstacle">Told what keeps it from painting.</param>
/// <param name="folder">Where finished jobs left something.</param>
/// <param name="database">Which jobs are finished.</param>
/// <param name="options">How the server is run.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Told of mistakes of Easel's own.</param>
internal sealed partial class Worker(Lane lane, JobTurns turns, WorkTable table, PicturePainter painter, WorkAlarm alarm, Obstacle obstacle, DataFolder folder, Database database, ServerOptions options, TimeProvider time, ILogger<Worker> log)
    : BackgroundService
{
    /// <summary>How long it rests while the disk is full.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(10);

    private readonly Dictionary<Task, PictureWork> _tasks = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            await RestingOnErrorsAsync(() => TakeAll(stoppingToken), obstacle.OfTaking, stoppingToken).ConfigureAwait(false);
            await WaitAsync(stoppingToken).ConfigureAwait(false);
        }

        await Task.WhenAll(_tasks.Keys).ConfigureAwait(false);
        await RestingOnErrorsAsync(turns.Recover, obstacle.OfTaking, stoppingToken).ConfigureAwait(false);
    }

    /// <summary>Takes up as many pictures as can be painted side by side.</summary>
    private void TakeAll(CancellationToken stop)
    {
        while (_tasks.Count < MostTogether() && turns.TakeNext(lane) is PictureWork work)
        {
            _tasks.Add(Task.Run(() => PaintAsync(work, stop), CancellationToken.None), work);
        }

        if (_tasks.Count == 0)
        {
            // Nothing waits: nobody is kept from anything.
            obstacle.OfPainting(null);
        }
    }

    /// <summary>Pictures that are painted side by side now.</summary>
    private int MostTogether()
        => table.OneOf(lane) is PictureWork one ? JointRule.MostTogether(one.Row.Job.Asked.Request, lane.Holder.Room, options) : Math.Max(1, _tasks.Count);

    /// <summary>Does something with the database. If that does not work, the disk is full or gone, mostly: it is tried again later, and nothing is lost meanwhile.</summary>
    /// <param name="work">What is to be done.</param>
    /// <param name="tell">Told how it went.</param>
    /// <param name="stop">Ends the rest.</param>
    /// <returns>whether it worked</returns>
    private async Task<bool> RestingOnErrorsAsync(Action work, Action<Exception?> tell, CancellationToken stop)
    {
        try
        {
            work();
            tell(null);
            return true;
        }
        catch (Exception error)
        {
            tell(error);
            await RestAsync(error, stop).ConfigureAwait(false);
            return false;
        }
    }

    private async Task RestAsync(Exception error, CancellationToken stop)
    {
        LogRest(log, Failure.Of(error).Message);
        await Task.Delay(s_rest, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        alarm.Ring();
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
                obstacle.OfPainting(null);
            }
            catch (Exception wrong) when (wrong is OperationCanceledException or InterruptedException)
            {
                // Why, stands in the row.
            }
            catch (IOException wrong) when (FileProblem.IsDiskFull(wrong))
            {
                // Every job would fail, one after the other: nothing is lost if they wait.
                obstacle.OfPainting(wrong);
                await RestAsync(wrong, stop).ConfigureAwait(false);
            }
            catch (Exception wrong)
            {
                var failure = Failure.Of(wrong);
                obstacle.OfPainting(null);
                if (wrong is not (GenerationException or ImageException or IOException))
                {
                    // A card that was lost, memory that ran out: what is in memory may be of no more use.
                    lane.Holder.Doubt();
                }

                // Whoever asked need not know where the server keeps its things.
                error = failure.Message.Replace(folder.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
                if (failure.IsMistake && log.IsEnabled(LogLevel.Error))
                {
                    // Without the message, which may hold a prompt.
                    LogMistake(log, work.JobId, wrong.GetType().Name, wrong.StackTrace);
                }
            }

            while (!await RestingOnErrorsAsync(() => turns.Settle(work, error), obstacle.OfSettling, stop).ConfigureAwait(false) && !stop.IsCancellationRequested)
            {
                // Until it is written down, the job is neither gone on with nor given up.
            }

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
