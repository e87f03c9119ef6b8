using Easel.Cli.Doctor;
using Easel.Cli.Options;
using Easel.Painting;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel doctor</c>: what Easel finds on this machine, and whether it can paint here.</summary>
internal static class DoctorCommand
{
    private static readonly HelpPage s_help = new(
        "easel doctor [options]",
        "Tells what Easel finds on this machine: processor, memory and what pictures of a size take of it, NVIDIA cards, the checkpoint that txt2img would use, weights and whether they are whole, "
            + "vocabulary, safety checker, and the folders that are written to; and for each trouble what to do. Nothing is changed.",
        [DoctorOptions.All],
        "Exit codes: 0 Easel can paint here, 1 it cannot, 2 wrong command line.");

    /// <summary>Runs the command.</summary>
    /// <returns>0 if a picture can be painted; else 1.</returns>
    public static int Run(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ParsedOptions parsed = new OptionReader(DoctorOptions.All.Options).Read(words);
        if (parsed.WantsHelp)
        {
            s_help.Write(surroundings.Output, surroundings.Columns());
            return ExitCode.Success;
        }

        if (string.IsNullOrEmpty(parsed.Of(DoctorOptions.Folder)) || parsed.Of(DoctorOptions.Checkpoint) is "")
        {
            throw new UsageException($"argument {(string.IsNullOrEmpty(parsed.Of(DoctorOptions.Folder)) ? "--outdir: expected the name of a folder" : "--ckpt: no file is given")}");
        }

        var found = MachineFindings.Of(surroundings, DoctorQuestion.Of(parsed));
        if (parsed.Has(DoctorOptions.Json))
        {
            surroundings.Output.WriteLine(DoctorJson.Of(found));
        }
        else
        {
            new DoctorText(surroundings.Output).Write(found);
        }

        return found.CanPaint ? ExitCode.Success : ExitCode.Failure;
    }
}
