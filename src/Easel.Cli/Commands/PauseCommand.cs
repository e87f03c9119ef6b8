using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Journals;
using Easel.Painting;
using Easel.Painting.Journals;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel pause</c>: asks a run to come to an end after its step.</summary>
internal static class PauseCommand
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(100);

    private static readonly HelpPage s_help = new(
        "easel pause [DIR]",
        "Asks a painting run to stop after its step, as Ctrl-C does there, waits until it has, and tells where it stands; easel resume goes on with it. DIR is the folder of its "
            + "pictures, or of its journal; without one, journals are looked for in the working directory, in paintings, and in the folders of outputs. A step, or a picture's decoding, "
            + "may take minutes; Ctrl-C here stops waiting, and the run stops all the same.",
        [],
        RunArguments.ExitCodes);

    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ParsedOptions parsed = new OptionReader(Array.Empty<OptionGroup>()).Read(words, maxPositionals: 1);
        if (parsed.WantsHelp)
        {
            s_help.Write(surroundings.Output, surroundings.Columns());
            return ExitCode.Success;
        }

        string? place = parsed.Positionals is [string named] ? named : null;
        string folder = ResumeCommand.Choose(ResumeCommand.Find(place), place, isInUse: true, "pause");
        if (!Journal.IsInUse(folder))
        {
            throw new GenerationException($"The run in {folder} is not in progress. To go on with it: {JournalPlace.CommandFor(folder)}");
        }

        Journal.AskToPause(folder);
        while (Directory.Exists(folder) && Journal.IsInUse(folder))
        {
            await Task.Delay(s_lookEvery, surroundings.Cancel).ConfigureAwait(false);
        }

        surroundings.Output.WriteLine(Journal.IsOne(folder)
            ? $"Paused: {Quoted.Harmless(JournalSummary.Read(folder).Text)}. To go on: {JournalPlace.CommandFor(folder)}"
            : "The run has finished.");
        return ExitCode.Success;
    }
}
