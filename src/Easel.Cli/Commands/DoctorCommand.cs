using Easel.Cli.Doctor;
using Easel.Cli.Options;

namespace Easel.Cli.Commands;

/// <summary><c>easel doctor</c>: what Easel finds on this machine, and whether it can paint here.</summary>
internal static class DoctorCommand
{
    private static readonly Flag s_json = new("--json", "print one JSON object");

    private static readonly OptionGroup s_options = new("Options", s_json);

    private static readonly HelpPage s_help = new(
        "easel doctor [--json]",
        "Tells what Easel finds on this machine: processor, memory, NVIDIA cards, the checkpoint that txt2img would use, and its cache. Nothing is changed.",
        [s_options],
        "Exit codes: 0 Easel can paint here, 1 it cannot, 2 wrong command line.");

    /// <summary>Runs the command.</summary>
    /// <returns>0 if a picture can be painted; else 1.</returns>
    public static int Run(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ParsedOptions parsed = new OptionReader(s_options.Options).Read(words);
        if (parsed.WantsHelp)
        {
            s_help.Write(surroundings.Output, surroundings.Columns());
            return ExitCode.Success;
        }

        var found = MachineFindings.Of(surroundings);
        if (parsed.Has(s_json))
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
