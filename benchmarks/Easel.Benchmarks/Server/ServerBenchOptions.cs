using System.Globalization;

namespace Easel.Benchmarks.Server;

/// <summary>What is asked of a server that is measured.</summary>
internal sealed record ServerBenchOptions
{
    /// <summary>How they are given.</summary>
    public const string Usage = "[--program PATH-OF-EASEL] [--clients N] [--seconds N] [--jobs N] [--steps N]";

    /// <summary>The program, as it is built from this repository.</summary>
    public string Program { get; init; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Easel.Cli/release/easel"));

    /// <summary>Clients at a time: a third submits, a third asks for the status, a third follows events.</summary>
    public int Clients { get; init; } = 200;

    /// <summary>How long.</summary>
    public int Seconds { get; init; } = 60;

    /// <summary>Instead of clients: so many jobs, and the memory meanwhile; 0 for clients.</summary>
    public int Jobs { get; init; }

    /// <summary>Steps of a picture.</summary>
    public int Steps { get; init; } = 25;

    /// <summary>Reads a command line; none if it is not understood.</summary>
    public static ServerBenchOptions? Parse(ReadOnlySpan<string> words)
    {
        ServerBenchOptions options = new();
        for (int i = 0; i < words.Length; i += 2)
        {
            if (i + 1 == words.Length)
            {
                return null;
            }

            string value = words[i + 1];
            int number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int read) ? read : -1;
            options = words[i] switch
            {
                "--program" => options with { Program = value },
                "--clients" when number > 0 => options with { Clients = number },
                "--seconds" when number > 0 => options with { Seconds = number },
                "--jobs" when number > 0 => options with { Jobs = number },
                "--steps" when number > 0 => options with { Steps = number },
                _ => null!,
            };
            if (options is null)
            {
                return null;
            }
        }

        return options;
    }
}
