using System.Diagnostics;
using Easel.Tests;

namespace Easel.Parity.Tests.SameBytes;

/// <summary>A script of the repository as a process of its own.</summary>
internal static class ScriptProcess
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="script">Its path in the repository.</param>
    /// <param name="arguments">What follows.</param>
    public static async Task<(int ExitCode, string Text)> RunAsync(string script, params string[] arguments)
    {
        ProcessStartInfo start = new("bash", [Path.Combine(Repository.Root, script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }
}
