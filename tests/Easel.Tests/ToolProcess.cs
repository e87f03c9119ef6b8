using System.ComponentModel;
using System.Diagnostics;

namespace Easel.Tests;

/// <summary>Programs that are not ours, such as node and npm.</summary>
internal static class ToolProcess
{
    /// <summary>Runs one to its end.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="longest">How long it may take.</param>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">What follows.</param>
    /// <returns>its exit code, -1 if it is not here, and all that it wrote</returns>
    public static async Task<(int Code, string Output)> RunAsync(string folder, TimeSpan longest, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using CancellationTokenSource timeout = new(longest);
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync(timeout.Token);
            string output = await process.StandardOutput.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, output + await errors);
        }
        catch (Win32Exception error)
        {
            return (-1, $"{program} is not here: {error.Message}");
        }
    }
}
