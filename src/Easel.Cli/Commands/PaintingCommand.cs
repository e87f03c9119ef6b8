using Easel.Cli.Options;
using Easel.Cli.Reports;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Journals;
using Easel.Painting.Reports;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary>What all painting commands do with their command line: show help, or make a job of it and run that.</summary>
internal static class PaintingCommand
{
    /// <summary>Runs a command.</summary>
    /// <param name="parsed">Its command line.</param>
    /// <param name="help">Its help, told which model comes with Easel.</param>
    /// <param name="jobOf">Makes a job of the command line, told which model comes with Easel; throws a <see cref="UsageException"/> if it cannot.</param>
    /// <param name="surroundings">Where it runs.</param>
    /// <returns>the exit code</returns>
    public static async Task<int> RunAsync(ParsedOptions parsed, Func<PocketModel?, HelpPage> help, Func<ParsedOptions, PocketModel?, PaintingJob> jobOf, Surroundings surroundings)
    {
        if (parsed.WantsHelp)
        {
            help(surroundings.FindPocket()).Write(surroundings.Output, surroundings.Columns());
            return ExitCode.Success;
        }

        PaintingJob job = jobOf(parsed, surroundings.FindPocket());
        await (job.Run.IsPlan ? PlanCommand.TellAsync(job, surroundings) : PaintAsync(job, surroundings)).ConfigureAwait(false);
        return ExitCode.Success;
    }

    /// <summary>Runs a job and tells how it goes.</summary>
    /// <param name="job">What is painted.</param>
    /// <param name="surroundings">Where it runs.</param>
    /// <param name="resumed">What an interrupted run left; none for one that begins.</param>
    public static async Task PaintAsync(PaintingJob job, Surroundings surroundings, ResumedRun? resumed = null)
    {
        if (job.Run.HasLowPriority)
        {
            surroundings.LowerPriority();
        }

        using IRunReport report = CreateReport(job, surroundings);
        using PaintingRun run = new(job, resumed, report, surroundings);
        try
        {
            await run.PaintAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            report.Stopped(Failure.Of(error), run.PicturesWritten);
            throw;
        }
    }

    private static IRunReport CreateReport(PaintingJob job, Surroundings surroundings)
    {
        if (job.Run.WritesJson)
        {
            return new JsonReport(surroundings.Output);
        }

        if (job.Run.IsQuiet)
        {
            return new QuietReport();
        }

        IProgressView progress = surroundings.ErrorIsTerminal
            ? new BarProgress(surroundings)
            : new SparseProgress(surroundings.Error, surroundings.Time);
        return new TextReport(surroundings.Output, surroundings.Error, progress) { EndsAsScript = job.EndsAsScript };
    }
}
