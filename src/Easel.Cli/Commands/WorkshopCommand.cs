using Easel.Cli.Options;
using Easel.Cli.Studies;
using Easel.Painting;

namespace Easel.Cli.Commands;

/// <summary><c>easel workshop</c>: a prompt painted in each style of a list, on a labelled sheet and a page.</summary>
internal static class WorkshopCommand
{
    /// <summary>Runs the command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ParsedOptions parsed = new OptionReader(StudyArguments.OfWorkshop).Read(words, maxPositionals: 1);
        if (parsed.WantsHelp)
        {
            StudyArguments.WorkshopHelp.Write(surroundings.Output, surroundings.Columns());
            return Task.FromResult(ExitCode.Success);
        }

        return StudyCommand.RunAsync("workshop", StudyReader.ForWorkshop(parsed, surroundings.FindPocket()), parsed, surroundings);
    }
}
