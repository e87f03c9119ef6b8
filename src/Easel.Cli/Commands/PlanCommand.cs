using Easel.Cli.Plans;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Plans;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel plan COMMAND WORDS...</c>: the same as <c>easel COMMAND WORDS... --plan</c>.</summary>
internal static class PlanCommand
{
    private static readonly string[] s_commands = ["paint", "txt2img", "img2img", "inpaint", "demo", "study", "workshop"];

    private const string Help =
        """
        usage: easel plan COMMAND [options of that command]
               easel plan --calibrate

        Tells what a command would take, and paints nothing: seconds with an interval, memory, disk, files, and the network's evaluations.
        The same as easel COMMAND --plan [options]. What this machine has not done yet is measured for some seconds, without a checkpoint, and noted in the user's cache.

          --calibrate   forget what was measured of this machine, and measure anew
          --json        with a command: one object, "event": "plan"

        """;

    /// <summary>Runs the command.</summary>
    /// <param name="words">Behind <c>plan</c>.</param>
    /// <param name="surroundings">Where it runs.</param>
    /// <param name="run">Runs a command of a name.</param>
    public static Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings, Func<IReadOnlyList<string>, Surroundings, Task<int>> run)
    {
        string[] flags = [.. words.TakeWhile(word => word.StartsWith('-'))];
        if (flags.Any(flag => flag is "-h" or "--help"))
        {
            surroundings.Output.Write(Help);
            return Task.FromResult(ExitCode.Success);
        }

        if (flags.FirstOrDefault(flag => flag is not ("--calibrate" or "--json")) is string stray)
        {
            throw new UsageException($"unrecognized arguments: {Quoted.Of(stray)}. Before a command there can be --calibrate; a command's options stand behind it: easel plan txt2img {stray}");
        }

        if (words.Count == flags.Length)
        {
            return flags.Contains("--calibrate")
                ? RunAsync(words: [.. flags, "txt2img", "--ckpt", PocketModel.Name], surroundings, run)
                : throw new UsageException($"what is to be planned? Name a command: {string.Join(", ", s_commands)}; such as easel plan txt2img --prompt \"a red fox\"");
        }

        string command = words[flags.Length];
        if (!s_commands.Contains(command))
        {
            string hint = NearestName.Find(command, s_commands) is string nearest ? $"Did you mean {Quoted.Of(nearest)}?" : $"Those that do are {string.Join(", ", s_commands)}.";
            throw new UsageException($"{Quoted.Of(command)} is no command that paints. {hint}");
        }

        return run([command, "--plan", .. flags, .. words.Skip(flags.Length + 1)], surroundings);
    }

    /// <summary>Tells the bill of a job.</summary>
    public static async Task TellAsync(PaintingJob job, Surroundings surroundings)
        => Tell(await JobBill.OfAsync(job, surroundings, NoteTo(job.Run, surroundings), WarnTo(surroundings)).ConfigureAwait(false), job.Run, surroundings);

    /// <summary>Tells a bill.</summary>
    public static void Tell(RunBill bill, RunSettings settings, Surroundings surroundings)
    {
        if (settings.WritesJson)
        {
            BillJson.Write(bill, surroundings.Output);
        }
        else
        {
            BillText.Write(bill, surroundings.Output);
        }
    }

    /// <summary>Where warnings go.</summary>
    public static Action<string> WarnTo(Surroundings surroundings) => message => surroundings.Error.WriteLine($"warning: {Quoted.Harmless(message)}");

    private static Action<string> NoteTo(RunSettings settings, Surroundings surroundings) => message =>
    {
        if (!settings.WritesJson && !settings.IsQuiet)
        {
            surroundings.Output.WriteLine(message);
        }
    };
}
