using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Easel.Parity.Tests.SameBytes;

/// <summary><c>Easel.Cli.Digests</c> as a process of its own.</summary>
internal static class DigestProgram
{
    /// <summary>Not of the environment: asks for <c>--culture</c>.</summary>
    public const string StrangeCulture = "--culture";

    /// <summary>Paints scenes.</summary>
    /// <returns>Of each cell, a line for each file: its name, its digest, and its pixels'.</returns>
    public static async Task<Dictionary<Cell, string[]>> PaintAsync(Machine machine, IEnumerable<Cell> cells, CancellationToken cancel)
    {
        Cell[] all = [.. cells.Distinct()];
        string configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(AppContext.BaseDirectory, "../../Easel.Cli.Digests", configuration, "Easel.Cli.Digests.dll");
        string host = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet");
        string[] options = machine.Variables.Any(variable => variable.Name == StrangeCulture) ? [StrangeCulture] : [];
        ProcessStartInfo start = new(host, ["exec", program, .. options, .. all.Select(cell => cell.Word)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in machine.Variables.Where(variable => variable.Name != StrangeCulture))
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenRegistration stop = cancel.Register(() => process.Kill());
        Task<string> errors = process.StandardError.ReadToEndAsync(cancel);
        string output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        Assert.True(process.ExitCode == 0, $"{machine.Name}: {await errors}");

        ILookup<string, string> files = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToLookup(line => line.Split(' ')[0], line => line[(line.IndexOf(' ') + 1)..].TrimEnd());
        return all.ToDictionary(cell => cell, cell => files[cell.Word].ToArray());
    }
}
