using Easel.Cli.Options;
using Easel.Cli.Studies;
using Easel.Cli.Studies.Reports;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Plans;
using Easel.Painting.Studies;
using Easel.Painting.Studies.Cells;
using Easel.Painting.Studies.Reports;

namespace Easel.Cli.Commands;

/// <summary><c>easel study</c>: a prompt painted many times with something changed, on a labelled sheet and a page.</summary>
internal static class StudyCommand
{
    /// <summary>Runs the command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ParsedOptions parsed = new OptionReader(StudyArguments.OfStudy).Read(words, maxPositionals: 2);
        if (parsed.WantsHelp)
        {
            StudyArguments.StudyHelp.Write(surroundings.Output, surroundings.Columns());
            return Task.FromResult(ExitCode.Success);
        }

        return RunAsync("study", StudyReader.ForStudy(parsed, surroundings.FindPocket()), parsed, surroundings);
    }

    /// <summary>Makes a study, whichever command asked for it.</summary>
    public static async Task<int> RunAsync(string command, StudyOptions options, ParsedOptions parsed, Surroundings surroundings)
    {
        if (parsed.Has(RunArguments.LowPriority))
        {
            surroundings.LowerPriority();
        }

        IStudyReport report = parsed.Has(RunArguments.Json) ? new JsonStudyReport(surroundings.Output, [.. options.Axes.Select(axis => axis.Parameter.Name)])
            : parsed.Has(RunArguments.Quiet) ? new QuietStudyReport()
            : new TextStudyReport(surroundings);
        RunSettings settings = RunArguments.Read(parsed);
        using PipelineCellPainter painter = new(surroundings, report) { MaxMemory = settings.MaxMemory };
        try
        {
            if (settings.IsPlan)
            {
                PlanCommand.Tell(await StudyBill.OfAsync(command, options, new StudyRun(options, report, surroundings), settings, surroundings, report.Warn).ConfigureAwait(false), settings, surroundings);
                return ExitCode.Success;
            }

            await new StudyRun(options, report, surroundings).RunAsync(painter).ConfigureAwait(false);
            return ExitCode.Success;
        }
        catch (Exception error)
        {
            report.Stopped(Failure.Of(error));
            throw;
        }
    }
}
