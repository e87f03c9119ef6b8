using System.Text;
using Spectre.Console;

namespace Easel.Cli;

/// <summary>The terminal, or whatever the process is connected to instead.</summary>
internal static class SystemTerminal
{
    /// <summary>Finds out what the process's streams can do.</summary>
    public static Surroundings Describe()
    {
        TextWriter output = Console.IsOutputRedirected ? Utf8(Console.OpenStandardOutput()) : Console.Out;
        TextWriter error = Console.IsErrorRedirected ? Utf8(Console.OpenStandardError()) : Console.Error;

        // Spectre knows which terminals understand control sequences, and switches them on where Windows wants to be asked.
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return new Surroundings
        {
            Output = output,
            Error = error,
            ErrorIsTerminal = !Console.IsErrorRedirected && console.Profile.Capabilities.Ansi,
            HasUnicode = console.Profile.Capabilities.Unicode,
            ReadLine = Console.IsInputRedirected || Console.IsErrorRedirected ? null : Console.ReadLine,
            Columns = Columns,
            ShowsDetails = Environment.GetEnvironmentVariable("EASEL_DEBUG") is { Length: > 0 } and not "0",
        };
    }

    private static StreamWriter Utf8(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };

    private static int Columns()
    {
        try
        {
            return Console.WindowWidth is > 0 and int width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
