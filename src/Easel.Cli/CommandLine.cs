using System.Runtime.InteropServices;
using Easel.Cli.Commands;
using Easel.Diffusion;
using Easel.Painting.Texts;
using Easel.Painting;

namespace Easel.Cli;

/// <summary>The <c>easel</c> command: finds the command of the first word, runs it, and turns what goes wrong into a line and an exit code.</summary>
internal sealed class CommandLine(IReadOnlyList<Command> commands)
{
    /// <summary>All commands of this build.</summary>
    public static CommandLine Full { get; } = new(
    [
        new Command("paint", "paint pictures of a text, or from a picture: begin here", PaintCommand.RunAsync),
        new Command("txt2img", "paint pictures of a text, as the original txt2img.py", TextToImageCommand.RunAsync),
        new Command("img2img", "paint pictures from a picture, as the original img2img.py", ImageToImageCommand.RunAsync),
        new Command("inpaint", "paint what is white in masks anew, for folders of pictures", InpaintCommand.RunAsync),
        new Command("demo", "paint a picture as the OpenVINO program's demo.py does", DemoCommand.RunAsync),
        new Command("plan", "tell what a painting command would take: time, memory, disk", (words, with) => PlanCommand.RunAsync(words, with, RunFullAsync)),
        new Command("resume", "go on with a run that was interrupted", ResumeCommand.RunAsync),
        new Command("pause", "ask a run to stop after its step", PauseCommand.RunAsync),
        new Command("serve", "open a page to paint on in the browser, and APIs for programs", ServeCommand.RunAsync),
        new Command("models", "list, download, link and verify weights", ModelsCommand.RunAsync),
        new Command("study", "compare steps, sizes, samplers and more on a labelled sheet", StudyCommand.RunAsync),
        new Command("workshop", "paint a prompt in each style of a list on a labelled sheet", WorkshopCommand.RunAsync),
        new Command("verify", "tell whether pictures are what they say, by painting them again", VerifyCommand.RunAsync),
        new Command("styles", "list styles and what they add to a prompt", (words, with) => Task.FromResult(StylesCommand.Run(words, with))) { Hashes = false },
        new Command("inspect", "tell what a checkpoint is and holds", (words, with) => Task.FromResult(InspectCommand.Run(words, with.Output, with.Error, with.FindPocket()))),
        new Command("doctor", "tell what Easel finds on this machine", (words, with) => Task.FromResult(DoctorCommand.Run(words, with))) { Hashes = false },
        new Command("watermark", "read the invisible watermark of pictures, or add it", (words, with) => Task.FromResult(WatermarkCommand.Run(words, with))) { Hashes = false },
        new Command("keys", "make a key to sign pictures with, or tell what a key is", (words, with) => Task.FromResult(KeysCommand.Run(words, with))),
        new Command("bench", "measure what approximations cost and give", BenchCommand.RunAsync),
        new Command("dev", null, (words, with) => Task.FromResult(DevCommand.Run(words, with.Output, with.Error))) { Hashes = false },
    ]);

    private static Task<int> RunFullAsync(IReadOnlyList<string> words, Surroundings surroundings) => Full.RunAsync(words, surroundings);

    /// <summary>Runs a command line.</summary>
    /// <returns>the exit code</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        string first = words.Count > 0 ? words[0] : "";
        switch (first)
        {
            case "-h" or "--help" or "help" when words.Count == 1:
                WriteHelp(surroundings.Output);
                return ExitCode.Success;
            case "help":
                return await RunAsync([words[1], "--help"], surroundings).ConfigureAwait(false);
            case "--version":
                surroundings.Output.WriteLine($"easel {EaselVersion.Text} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
                return ExitCode.Success;
            case "":
                WriteHelp(surroundings.Error);
                return ExitCode.Usage;
        }

        if (commands.FirstOrDefault(command => command.Name == first) is not Command command)
        {
            WriteUnknown(first, surroundings.Error);
            return ExitCode.Usage;
        }

        try
        {
            if (command.Hashes && !words.Any(word => word is "-h" or "--help") && surroundings.FindHashObstacle() is string obstacle)
            {
                throw new GenerationException(obstacle);
            }

            return await command.RunAsync([.. words.Skip(1)], surroundings).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            return Report(error, command, surroundings);
        }
    }

    private static int Report(Exception error, Command command, Surroundings surroundings)
    {
        var failure = Failure.Of(error);
        surroundings.Error.WriteLine($"easel {command.Name}: {(failure.ExitCode == ExitCode.Interrupted ? "" : "error: ")}{Quoted.Harmless(failure.Message)}");
        if (failure.ExitCode == ExitCode.Usage)
        {
            surroundings.Error.WriteLine($"Try 'easel {command.Name} --help'.");
        }

        if (surroundings.ShowsDetails)
        {
            surroundings.Error.WriteLine(error);
        }

        return failure.ExitCode;
    }

    private void WriteUnknown(string word, TextWriter error)
    {
        string[] names = [.. commands.Where(command => command.Summary is not null).Select(command => command.Name)];
        string? nearest = NearestName.Find(word, names);
        string hint = nearest is null ? $"Commands are {string.Join(", ", names)}." : $"Did you mean '{nearest}'?";
        error.WriteLine($"easel: error: {Quoted.Of(word)} is not a command. {hint}");
        error.WriteLine("Try 'easel --help'.");
    }

    private void WriteHelp(TextWriter output)
    {
        output.WriteLine("usage: easel COMMAND [options]");
        output.WriteLine();
        output.WriteLine("Stable Diffusion on your own machine.");
        output.WriteLine();
        output.WriteLine("Commands:");
        foreach (Command command in commands.Where(command => command.Summary is not null))
        {
            output.WriteLine($"  {command.Name,-12}{command.Summary}");
        }

        output.WriteLine();
        output.WriteLine("  --help      show this help; easel COMMAND --help shows a command's options");
        output.WriteLine("  --version   show which Easel this is");
    }
}
