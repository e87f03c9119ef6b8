using Easel.Cli;
using Easel.Painting;

// What goes wrong on a thread of its own has nobody to catch it; the runtime would print its stack.
AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
{
    try
    {
        Console.Error.WriteLine($"easel: error: {Failure.Of((Exception)unhandled.ExceptionObject).Message}");
    }
    catch (IOException)
    {
        // The error stream itself is what went wrong: the exit code must do.
    }

    Environment.Exit(ExitCode.Failure);
};

using Interruption interruption = new();
Surroundings surroundings = SystemTerminal.Describe() with { Cancel = interruption.Token };
return await CommandLine.Full.RunAsync(args, surroundings).ConfigureAwait(false);
