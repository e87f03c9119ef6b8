using System.Diagnostics;

namespace Easel.Parity.Tests;

/// <summary>The built command as a process of its own.</summary>
internal static class EaselProcess
{
    /// <summary>Starts it with its streams redirected.</summary>
    /// <param name="folder">Where it works.</param>
    /// <param name="arguments">What follows <c>easel</c>.</param>
    /// <param name="environment">Variables beside the inherited ones.</param>
    public static Process Start(string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
        => Start(Path.Combine(AppContext.BaseDirectory, "easel.dll"), folder, arguments, environment);

    /// <summary>Runs it to its end.</summary>
    public static Task<(int ExitCode, string Text)> RunAsync(string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
        => FinishAsync(Start(folder, arguments, environment));

    /// <summary>Runs a copy of it to its end.</summary>
    /// <param name="program">The copy's easel.dll.</param>
    public static Task<(int ExitCode, string Text)> RunAsync(string program, string folder, IEnumerable<string> arguments)
        => FinishAsync(Start(program, folder, arguments, []));

    private static Process Start(string program, string folder, IEnumerable<string> arguments, (string Name, string Value)[] environment)
    {
        (string name, string[] first) = IsSelfContained(program) ? (Path.ChangeExtension(program, null), Array.Empty<string>()) : ("dotnet", [program]);
        ProcessStartInfo start = new(name, [.. first, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string variable, string value) in environment)
        {
            start.Environment[variable] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Whether it was published with a runtime of its own: then there may be no other on the machine.</summary>
    private static bool IsSelfContained(string program) => File.Exists(Path.Combine(Path.GetDirectoryName(program)!, "libhostfxr.so"));

    private static async Task<(int ExitCode, string Text)> FinishAsync(Process started)
    {
        using Process process = started;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors + await output);
    }
}
